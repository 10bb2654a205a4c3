package dev.trestle.mcp.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON while it is written: an array that grows. Texts become UTF-8 as they are copied, without a copy between. Not thread-safe. */
final class JsonBytes {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String ESCAPED = "\b\t\n\f\r\"\\";
    private static final String LETTERS = "btnfr\"\\";

    /** How many bytes a character takes that is no half of a pair, and none of ASCII: at most. */
    private static final int WIDEST = 6;

    private byte[] bytes;
    private int size;

    JsonBytes(int capacity) {
        bytes = new byte[capacity];
    }

    void add(char ascii) {
        room(1);
        bytes[size++] = (byte) ascii;
    }

    void add(JsonSlice slice) {
        room(slice.length());
        size = slice.copyTo(bytes, size);
    }

    void add(JsonBytes other) {
        room(other.size);
        System.arraycopy(other.bytes, 0, bytes, size, other.size);
        size += other.size;
    }

    /** Letters of ASCII, as they are. */
    void literal(String ascii) {
        int length = ascii.length();
        room(length);
        for (int i = 0; i < length; i++) {
            bytes[size + i] = (byte) ascii.charAt(i);
        }
        size += length;
    }

    /** A string between quotes. Half a surrogate pair, which UTF-8 cannot hold, becomes a question mark. */
    void string(CharSequence text) {
        int length = text.length();
        room(length + 2);
        bytes[size++] = '"';
        int i = 0;
        while (i < length) {
            i = plain(text, i, length);
            if (i < length) {
                // Room for this one, for what is left if all of it is plain, and for the quote.
                room(length - i + WIDEST + 1);
                i += special(text, i, length);
            }
        }
        room(1);
        bytes[size++] = '"';
    }

    /** Copies until something must not be copied as it is. */
    private int plain(CharSequence text, int from, int length) {
        byte[] to = bytes;
        int at = size;
        int i = from;
        while (i < length) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x80 || c == '"' || c == '\\') {
                break;
            }
            to[at++] = (byte) c;
            i++;
        }
        size = at;
        return i;
    }

    private int special(CharSequence text, int at, int length) {
        char c = text.charAt(at);
        if (c < 0x80) {
            escape(c);
        } else if (c < 0x800) {
            add((char) (0xC0 | c >> 6));
            continuation(c);
        } else if (!Character.isSurrogate(c)) {
            add((char) (0xE0 | c >> 12));
            continuation(c >> 6);
            continuation(c);
        } else if (Character.isHighSurrogate(c) && at + 1 < length && Character.isLowSurrogate(text.charAt(at + 1))) {
            int point = Character.toCodePoint(c, text.charAt(at + 1));
            add((char) (0xF0 | point >> 18));
            continuation(point >> 12);
            continuation(point >> 6);
            continuation(point);
            return 2;
        } else {
            add('?');
        }
        return 1;
    }

    private void continuation(int bits) {
        add((char) (0x80 | (bits & 0x3F)));
    }

    private void escape(char c) {
        add('\\');
        int letter = ESCAPED.indexOf(c);
        if (letter >= 0) {
            add(LETTERS.charAt(letter));
            return;
        }
        literal("u00");
        add((char) HEX[c >> 4]);
        add((char) HEX[c & 0xF]);
    }

    private void room(int more) {
        if (more > bytes.length - size) {
            int least = Math.addExact(size, more);
            bytes = Arrays.copyOf(bytes, Math.max(least, bytes.length + (bytes.length >> 1)));
        }
    }

    /** All of it, which is copied only if much of the array is left: a slice may be kept for long. Nothing may be added then. */
    JsonSlice toSlice() {
        boolean filled = bytes.length - size <= bytes.length >> 2;
        return JsonSlice.of(filled ? bytes : Arrays.copyOf(bytes, size), 0, size);
    }

    /** A copy of all of it, with a line feed behind it. */
    byte[] toLine() {
        byte[] line = Arrays.copyOf(bytes, size + 1);
        line[size] = '\n';
        return line;
    }
}
