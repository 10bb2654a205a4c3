package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes of one line under construction. */
final class Line {

    private byte[] bytes;
    private int length;

    Line(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** Adds plain ASCII as it is. */
    @SuppressWarnings("deprecation") // The one copy of ASCII that goes through no encoder and no second array.
    Line text(String ascii) {
        reserve(ascii.length());
        ascii.getBytes(0, ascii.length(), bytes, length);
        length += ascii.length();
        return this;
    }

    /** Adds a JSON string. */
    Line string(String value) {
        return plain(value) ? text("\"").text(value).text("\"") : slice(JsonWriter.write(value));
    }

    /** Adds a value, its line ends as spaces. */
    Line slice(JsonSlice value) {
        reserve(value.length());
        int end = value.copyTo(bytes, length);
        for (int i = nextLineEnd(length, end); i < end; i = nextLineEnd(i + 1, end)) {
            bytes[i] = ' ';
        }
        length = end;
        return this;
    }

    /** Adds a value with some bytes replaced. */
    Line spliced(JsonSlice whole, int at, int count, JsonSlice replacement) {
        return slice(whole.part(0, at)).slice(replacement).slice(whole.part(at + count, whole.length()));
    }

    private int nextLineEnd(int from, int end) {
        int i = from;
        while (i <= end - Long.BYTES && Words.without((long) Words.AT.get(bytes, i), '\n', '\r')) {
            i += Long.BYTES;
        }
        while (i < end && bytes[i] != '\n' && bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    Line member(String before, JsonSlice value) {
        return text(before).slice(value);
    }

    Line memberUnlessNull(String before, @Nullable JsonSlice value) {
        return value == null ? this : member(before, value);
    }

    /** Closes the object. */
    JsonSlice end() {
        return text("}").toSlice();
    }

    JsonSlice toSlice() {
        return JsonSlice.of(bytes, 0, length);
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    private static boolean plain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
