package dev.trestle.mcp.redact;

import java.util.function.IntPredicate;

/** Classes of characters. */
final class Chars {

    private static final byte WORD = 1;
    private static final byte TOKEN = 2;
    private static final byte BASE64 = 4;
    private static final byte NAME = 8;
    private static final byte VALUE_END = 16;
    private static final byte BASE64_URL = 32;
    private static final byte[] CLASSES = new byte[128];

    static {
        mark(WORD | TOKEN | BASE64 | BASE64_URL | NAME, c -> c < 128 && Character.isLetterOrDigit(c));
        mark(WORD | TOKEN | BASE64 | BASE64_URL | NAME, c -> c == '_');
        mark(TOKEN | BASE64 | BASE64_URL | NAME, c -> c == '-');
        mark(NAME, c -> c == '.' || c == '$');
        mark(TOKEN, c -> c == '.' || c == '~' || c == '+' || c == '/' || c == '=');
        mark(BASE64, c -> c == '+' || c == '/');
        mark(VALUE_END, c -> c <= ' ' || "\"'`,;&<>(){}[]|\\".indexOf(c) >= 0);
    }

    private Chars() {}

    private static void mark(int classes, IntPredicate which) {
        for (int c = 0; c < CLASSES.length; c++) {
            if (which.test(c)) {
                CLASSES[c] |= (byte) classes;
            }
        }
    }

    private static boolean is(char c, byte which) {
        return c < 128 && (CLASSES[c] & which) != 0;
    }

    /** A letter, a digit or an underscore. */
    static boolean word(char c) {
        return is(c, WORD);
    }

    /** What a token of an Authorization header is made of. */
    static boolean token(char c) {
        return is(c, TOKEN);
    }

    /** What Base64 is made of, either alphabet. */
    static boolean base64(char c) {
        return is(c, BASE64);
    }

    /** What URL-safe Base64 is made of. */
    static boolean base64Url(char c) {
        return is(c, BASE64_URL);
    }

    /** What names of settings, variables and headers are made of. */
    static boolean name(char c) {
        return is(c, NAME);
    }

    /** What ends a value that has no quotes. */
    static boolean endsValue(char c) {
        return is(c, VALUE_END);
    }

    static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean upper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    static boolean lower(char c) {
        return c >= 'a' && c <= 'z';
    }

    /** The character in lower case, if it is ASCII. */
    static char fold(char c) {
        return upper(c) ? (char) (c | 0x20) : c;
    }

    /** Whether a word in lower case stands at an index, in whatever case; spaces of it may be written as forms do. */
    static boolean standsAt(char[] text, int at, String word) {
        if (at < 0 || at + word.length() > text.length) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char wanted = word.charAt(i);
            if (fold(text[at + i]) != wanted && !(wanted == ' ' && text[at + i] == '+')) {
                return false;
            }
        }
        return true;
    }

    /** Whether a part is written in several kinds of characters, as what a machine made is and words are not. */
    static boolean looksRandom(char[] text, int from, int to) {
        boolean digit = false;
        boolean letter = false;
        boolean lower = false;
        boolean capital = false;
        for (int i = from; i < to; i++) {
            digit |= digit(text[i]);
            lower |= lower(text[i]);
            letter |= lower(text[i]) || upper(text[i]);
            capital |= i > from && upper(text[i]);
        }
        return (digit && letter) || (lower && capital && to - from >= 24);
    }
}
