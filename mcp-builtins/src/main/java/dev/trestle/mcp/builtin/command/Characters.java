package dev.trestle.mcp.builtin.command;

import java.text.Normalizer;
import java.util.Optional;

/** Finds characters that are no part of honest arguments. What is found is named, not shown: it may be invisible. */
final class Characters {

    /** What shells take for more than itself. No shell is asked here, but a program may ask one. */
    private static final String SHELL = "&|;<>$`()\"'\\*?!";

    private Characters() {}

    /** A character that nobody sees, or that is no character: refused wherever it stands. */
    static Optional<String> unseen(String text) {
        return text.codePoints()
                .filter(Characters::isUnseen)
                .mapToObj(Characters::named)
                .findFirst();
    }

    /** What no name or path has: what shells take for more than itself, and what looks like such a character. */
    static Optional<String> misleading(String text) {
        Optional<String> found = text.codePoints()
                .filter(each -> SHELL.indexOf(each) >= 0 || (each > '~' && !isOfWords(each)))
                .mapToObj(Characters::named)
                .findFirst();
        if (found.isPresent()) {
            return found;
        }
        if (text.startsWith("~") || !text.strip().equals(text)) {
            return Optional.of(text.startsWith("~") ? "a ~ at its beginning" : "blanks around it");
        }
        return Normalizer.isNormalized(text, Normalizer.Form.NFKC)
                ? Optional.empty()
                : Optional.of("characters that stand for others");
    }

    private static boolean isUnseen(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static boolean isOfWords(int character) {
        int type = Character.getType(character);
        return Character.isLetterOrDigit(character)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    private static String named(int character) {
        return character > ' ' && character <= '~'
                ? "the character " + Character.toString(character)
                : String.format("the character U+%04X", character);
    }
}
