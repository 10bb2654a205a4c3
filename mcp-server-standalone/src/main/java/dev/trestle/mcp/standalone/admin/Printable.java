package dev.trestle.mcp.standalone.admin;

/** Text of clients, for terminals: nothing in it moves the cursor, hides what follows or turns it around. */
final class Printable {

    private Printable() {}

    static String of(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (Character.getType(point)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE,
                        Character.PRIVATE_USE,
                        Character.UNASSIGNED -> safe.append(String.format("\\u{%x}", point));
                default -> safe.appendCodePoint(point);
            }
        });
        return safe.toString();
    }
}
