package dev.trestle.mcp.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** JSON texts of every shape, the same for the same seed: escapes, all planes, odd numbers, white space and line ends. */
final class RandomJson {

    private static final List<String> NUMBERS = List.of(
            "0", "-0", "1", "-17", "1.0", "2e3", "-1.5E-7", "9007199254740993", "123456789012345678901234567890");
    private static final List<String> CHARACTERS = List.of(
            "a",
            "Z",
            " ",
            "é",
            "\u2028",
            "漢",
            "😀",
            "\\\"",
            "\\\\",
            "\\/",
            "\\n",
            "\\u0041",
            "\\ud83d\\ude00",
            "\u007f");

    private final Random random;

    RandomJson(long seed) {
        this.random = new Random(seed);
    }

    Random random() {
        return random;
    }

    String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> string();
            case 1 -> number();
            case 2 -> "true";
            case 3 -> "false";
            case 4 -> "null";
            case 5 -> array(depth - 1);
            default -> object(depth - 1);
        };
    }

    String number() {
        return random.nextBoolean() ? pick(NUMBERS) : String.valueOf(random.nextInt());
    }

    String string() {
        return "\"" + characters() + "\"";
    }

    String object(int depth, String... members) {
        StringBuilder text = new StringBuilder("{").append(space());
        String separator = "";
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(separator).append("\"k").append(i).append(characters()).append('"');
            text.append(space())
                    .append(':')
                    .append(space())
                    .append(value(depth))
                    .append(space());
            separator = "," + space();
        }
        for (String member : members) {
            text.append(separator).append(member).append(space());
            separator = "," + space();
        }
        return text.append("}").toString();
    }

    String array(int depth) {
        StringBuilder text = new StringBuilder("[").append(space());
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(value(depth)).append(space()).append(i > 1 ? "," + space() : "");
        }
        return text.append("]").toString();
    }

    String space() {
        return random.nextInt(4) == 0 ? pick(List.of(" ", "\n", "\r\n", "\t", "  ")) : "";
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** Changes, inserts, drops or doubles a few bytes. */
    byte[] mutated(byte[] bytes) {
        StringBuilder text = new StringBuilder(new String(bytes, StandardCharsets.ISO_8859_1));
        for (int i = 1 + random.nextInt(3); i > 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, anyByte());
                case 1 -> text.insert(at, anyByte());
                case 2 -> text.deleteCharAt(at);
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 1 + random.nextInt(9))));
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private char anyByte() {
        String likely = "{}[],:\"\\ \n0-.eEtfn\u0000\u00c0\u00a2\u00ed\u00a0\u00f5\u00ef\u0080";
        return random.nextBoolean() ? likely.charAt(random.nextInt(likely.length())) : (char) random.nextInt(256);
    }

    private String characters() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(pick(CHARACTERS));
        }
        return text.toString();
    }
}
