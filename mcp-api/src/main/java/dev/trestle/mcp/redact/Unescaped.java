package dev.trestle.mcp.redact;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A text as it is without one level of JSON's and URLs' escapes. */
final class Unescaped {

    private final char[] chars;
    private final int[] origin;

    private Unescaped(char[] chars, int[] origin) {
        this.chars = chars;
        this.origin = origin;
    }

    /** The text. */
    char[] chars() {
        return chars;
    }

    /** For each character where it came from, and the length of what it came from. */
    int[] origin() {
        return origin;
    }

    /** The text without escapes, or null if it has none. */
    static @Nullable Unescaped of(char[] text) {
        int first = 0;
        while (first < text.length && text[first] != '\\' && text[first] != '%') {
            first++;
        }
        return first == text.length ? null : unescape(text);
    }

    private static @Nullable Unescaped unescape(char[] text) {
        char[] out = new char[text.length];
        int[] origin = new int[text.length + 1];
        int length = 0;
        int at = 0;
        while (at < text.length) {
            int size = sizeOfEscape(text, at);
            origin[length] = at;
            out[length++] = size == 1 ? text[at] : meaning(text, at, size);
            at += size;
        }
        if (length == text.length) {
            return null;
        }
        origin[length] = text.length;
        return new Unescaped(Arrays.copyOf(out, length), Arrays.copyOf(origin, length + 1));
    }

    private static int sizeOfEscape(char[] text, int at) {
        char c = text[at];
        int left = text.length - at;
        if (c == '%' && left >= 3) {
            int code = hex(text, at + 1, 2);
            return code >= 0 && code < 128 ? 3 : 1;
        }
        if (c != '\\' || left < 2) {
            return 1;
        }
        char letter = text[at + 1];
        if (letter == 'u' && left >= 6 && hex(text, at + 2, 4) >= 0) {
            return 6;
        }
        return "\"'\\/bfnrt".indexOf(letter) >= 0 ? 2 : 1;
    }

    private static char meaning(char[] text, int at, int size) {
        return switch (size) {
            case 3 -> (char) hex(text, at + 1, 2);
            case 6 -> (char) hex(text, at + 2, 4);
            default -> letter(text[at + 1]);
        };
    }

    static char letter(char letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> letter;
        };
    }

    private static int hex(char[] text, int from, int digits) {
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = text[i] < 128 ? Character.digit(text[i], 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** This text without one level more, as made of the first; null if there is none. */
    @Nullable Unescaped again() {
        Unescaped next = of(chars);
        if (next == null) {
            return null;
        }
        int[] first = new int[next.origin.length];
        for (int i = 0; i < first.length; i++) {
            first[i] = origin[next.origin[i]];
        }
        return new Unescaped(next.chars, first);
    }
}
