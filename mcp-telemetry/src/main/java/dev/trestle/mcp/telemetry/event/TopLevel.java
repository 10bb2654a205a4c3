package dev.trestle.mcp.telemetry.event;

import dev.trestle.mcp.json.JsonSlice;
import org.jspecify.annotations.Nullable;

/**
 * Finds one member of a JSON object without decoding the others, in one pass over the bytes. It trusts that they are JSON, as
 * whoever received them has seen to; of anything else it says that the member is not there.
 */
final class TopLevel {

    private final JsonSlice text;
    private final int end;
    private int at;

    private TopLevel(JsonSlice text) {
        this.text = text;
        this.end = text.length();
    }

    /** The value of a member as it is spelled, or null. A name that is spelled with escapes is not found. */
    static @Nullable String member(JsonSlice object, Name name) {
        return new TopLevel(object).find(name.text);
    }

    /** The names that are looked for. */
    enum Name {
        IS_ERROR("isError"),
        TRACEPARENT("traceparent");

        private final String text;

        Name(String text) {
            this.text = text;
        }
    }

    private @Nullable String find(String wanted) {
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
                return at > end ? null : text.part(valueFrom, at).toString().trim();
            }
            if (peek() == ',') {
                at++;
            }
        }
        return null;
    }

    private boolean isAt(int from, int to, String ascii) {
        boolean same = to <= end && to - from == ascii.length();
        for (int i = 0; same && i < ascii.length(); i++) {
            same = text.byteAt(from + i) == ascii.charAt(i);
        }
        return same;
    }

    /** The next byte that is no space, or 0 at the end. */
    private int peek() {
        while (at < end && text.byteAt(at) <= ' ' && text.byteAt(at) >= 0) {
            at++;
        }
        return at < end ? text.byteAt(at) : 0;
    }

    private void skipString() {
        at++;
        while (at < end) {
            at = text.indexOfEither('"', '\\', at);
            if (at < end && text.byteAt(at) == '\\') {
                at += 2;
            } else {
                break;
            }
        }
        at++;
    }

    private void skipValue() {
        int depth = 0;
        while (at < end) {
            switch (text.byteAt(at)) {
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
