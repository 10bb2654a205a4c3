package dev.trestle.mcp.telemetry.event;

import dev.trestle.mcp.json.JsonSlice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds one member of a JSON object without decoding the others, in one pass over the bytes. It trusts that they are JSON, as
 * whoever received them has seen to; of anything else it says that the member is not there.
 */
final class TopLevel {

    private final byte[] array;
    private final int end;
    private int at;

    private TopLevel(byte[] array, int offset, int length) {
        this.array = array;
        this.at = offset;
        this.end = offset + length;
    }

    /** The value of a member as it is spelled, or null. A name that is spelled with escapes is not found. */
    static @Nullable String member(JsonSlice object, Name name) {
        return object.read(TopLevel::new).find(name.bytes);
    }

    /** The names that are looked for. */
    enum Name {
        IS_ERROR("isError"),
        TRACEPARENT("traceparent");

        private final byte[] bytes;

        Name(String text) {
            bytes = text.getBytes(StandardCharsets.UTF_8);
        }
    }

    private @Nullable String find(byte[] wanted) {
        if (peek() != '{') {
            return null;
        }
        at++;
        while (peek() == '"') {
            int nameFrom = at + 1;
            skipString();
            boolean found = isAt(nameFrom, at - 1, wanted);
            if (peek() != ':') {
                return null;
            }
            at++;
            peek();
            int valueFrom = at;
            skipValue();
            if (found) {
                return at > end ? null : new String(array, valueFrom, at - valueFrom, StandardCharsets.UTF_8).trim();
            }
            if (peek() == ',') {
                at++;
            }
        }
        return null;
    }

    private boolean isAt(int from, int to, byte[] wanted) {
        return Arrays.equals(array, from, Math.max(from, to), wanted, 0, wanted.length);
    }

    /** The next byte that is no space, or 0 at the end. */
    private int peek() {
        while (at < end && array[at] <= ' ' && array[at] >= 0) {
            at++;
        }
        return at < end ? array[at] : 0;
    }

    private void skipString() {
        at++;
        while (at < end && array[at] != '"') {
            at += array[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    private void skipValue() {
        int depth = 0;
        while (at < end) {
            switch (array[at]) {
                case '"' -> skipString();
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    if (depth == 0) {
                        return;
                    }
                    depth--;
                    at++;
                }
                case ',' -> {
                    if (depth == 0) {
                        return;
                    }
                    at++;
                }
                default -> at++;
            }
        }
    }
}
