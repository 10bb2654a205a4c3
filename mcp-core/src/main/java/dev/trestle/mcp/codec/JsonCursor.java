package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the bytes of one JSON value, checks all of them against RFC 8259 and strict UTF-8, and makes objects of
 * none but those it is asked for. Every method throws {@link Malformed} where the text is.
 *
 * <p>This is no use of the JSON library because that one looks up every member name, skipped or not, in a table that
 * its parsers share: names that a peer makes up stay in memory (6,000 of any length), and each message with a new one
 * copies the table.
 */
final class JsonCursor {

    /** Nobody needs longer ids, and turning digits into a number takes quadratic time. */
    static final int LONGEST_ID = 1000;

    private final JsonSlice slice;
    private final byte[] bytes;
    private final int base;
    private final int end;
    private final int maxNesting;
    private int pos;
    private int nesting;
    private int nameStart;
    private boolean entered;

    /** Of what is open and will be skipped, a bit for each object; in the array what is nested too deep for one word. */
    private long objects;

    private long @Nullable [] deeper;

    private JsonCursor(JsonSlice slice, byte[] bytes, int offset, int length, int maxNesting) {
        this.slice = slice;
        this.bytes = bytes;
        this.base = offset;
        this.end = offset + length;
        this.maxNesting = maxNesting;
        this.pos = offset;
    }

    /** A cursor before the value of a slice. */
    static JsonCursor over(JsonSlice slice, EnvelopeLimits limits) {
        JsonCursor cursor = slice.read(
                (array, offset, length) -> new JsonCursor(slice, array, offset, length, limits.maxNesting()));
        cursor.skipSpace();
        return cursor;
    }

    /** Whether the next byte is this one, which tells the kind of most values. */
    boolean at(char first) {
        return peek() == first;
    }

    boolean atNumber() {
        return peek() == '-' || NumberText.digit(peek());
    }

    /** The index, within the slice, of the next byte. */
    int position() {
        return pos - base;
    }

    /** Goes into the object that begins here. */
    void enterObject() {
        enter((byte) '{');
    }

    /** Goes to the value of the next member; null, and behind the object, if there is none. */
    @Nullable String nextName() {
        if (!another((byte) '}')) {
            return null;
        }
        nameStart = pos;
        String name = text();
        colon();
        return name;
    }

    /** Where the name begins that {@link #nextName} gave last. */
    int nameStart() {
        return nameStart - base;
    }

    /** Goes into the array that begins here. */
    void enterArray() {
        enter((byte) '[');
    }

    /** Goes to the next element; false, and behind the array, if there is none. */
    boolean nextElement() {
        return another((byte) ']');
    }

    /** The value that begins here. */
    JsonSlice value() {
        int start = position();
        skip();
        return from(start);
    }

    /** From an index within the slice to here. */
    JsonSlice from(int start) {
        return slice.part(start, position());
    }

    /** The string that begins here; null, and behind the value, if it is none. */
    @Nullable String string() {
        if (!at('"')) {
            skip();
            return null;
        }
        return text();
    }

    private String text() {
        int from = pos + 1;
        skipString();
        return StringText.decode(bytes, from, pos - 1);
    }

    /** The integer that begins here; null if it is spelled otherwise, or longer than the longest id. */
    @Nullable BigInteger integer() {
        int from = pos;
        skip();
        return pos - from > LONGEST_ID ? null : NumberText.integer(bytes, from, pos);
    }

    /** The id that begins here; null, and behind the value, if it is none. */
    @Nullable RequestId requestId() {
        int start = position();
        if (at('"')) {
            skip();
            JsonSlice json = from(start);
            int from = base + start + 1;
            return json.length() > LONGEST_ID
                    ? null
                    : new RequestId.OfString(StringText.decode(bytes, from, pos - 1), json);
        }
        if (!atNumber()) {
            skip();
            return null;
        }
        BigInteger value = integer();
        return value == null ? null : new RequestId.OfNumber(value, from(start));
    }

    /** Goes behind the value that begins here. Not by recursion, for the threads that read have small stacks. */
    void skip() {
        int outside = nesting;
        do {
            skipToken();
        } while (toNextValue(outside));
    }

    /** Goes behind a scalar, or into an object or array. */
    private void skipToken() {
        switch (peek()) {
            case '{' -> {
                enterObject();
                remember(true);
            }
            case '[' -> {
                enterArray();
                remember(false);
            }
            case '"' -> skipString();
            case 't' -> skipLiteral("true");
            case 'f' -> skipLiteral("false");
            case 'n' -> skipLiteral("null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> jump(NumberText.end(bytes, pos, end));
            default -> throw unexpected(pos);
        }
    }

    private boolean toNextValue(int outside) {
        while (nesting > outside) {
            boolean object = isObject();
            if (another((byte) (object ? '}' : ']'))) {
                if (object) {
                    skipString();
                    colon();
                }
                return true;
            }
        }
        return false;
    }

    private void remember(boolean object) {
        long bit = 1L << nesting;
        if (nesting < Long.SIZE) {
            objects = object ? objects | bit : objects & ~bit;
            return;
        }
        long[] words = deeper == null ? new long[(maxNesting >> 6) + 1] : deeper;
        deeper = words;
        words[nesting >> 6] = object ? words[nesting >> 6] | bit : words[nesting >> 6] & ~bit;
    }

    private boolean isObject() {
        long word = nesting < Long.SIZE || deeper == null ? objects : deeper[nesting >> 6];
        return (word & 1L << nesting) != 0;
    }

    /** Checks that nothing follows. */
    void expectEnd() {
        skipSpace();
        if (pos < end) {
            throw new Malformed("something follows the value at byte " + position());
        }
    }

    private void enter(byte bracket) {
        if (peek() != bracket) {
            throw unexpected(pos);
        }
        if (++nesting > maxNesting) {
            throw new TooDeep("nested deeper than " + maxNesting + " at byte " + position());
        }
        pos++;
        entered = true;
    }

    /** Goes to the next member or element, or out of the object or array. */
    private boolean another(byte closing) {
        skipSpace();
        boolean first = entered;
        entered = false;
        byte b = peek();
        if (b == closing) {
            nesting--;
            pos++;
            return false;
        }
        if (!first) {
            if (b != ',') {
                throw unexpected(pos);
            }
            pos++;
            skipSpace();
        }
        return true;
    }

    private void colon() {
        skipSpace();
        if (peek() != ':') {
            throw unexpected(pos);
        }
        pos++;
        skipSpace();
    }

    private void skipString() {
        if (peek() != '"') {
            throw unexpected(pos);
        }
        jump(StringText.closingQuote(bytes, pos + 1, end));
        pos++;
    }

    private void skipLiteral(String literal) {
        for (int i = 0; i < literal.length(); i++) {
            if (peek() != literal.charAt(i)) {
                throw unexpected(pos);
            }
            pos++;
        }
    }

    private void skipSpace() {
        while (pos < end && bytes[pos] <= ' ') {
            byte b = bytes[pos];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            pos++;
        }
    }

    /** The next byte; at the end 0, which stands nowhere in JSON. */
    private byte peek() {
        return pos < end ? bytes[pos] : 0;
    }

    private void jump(int to) {
        if (to < 0) {
            throw unexpected(~to);
        }
        pos = to;
    }

    private Malformed unexpected(int at) {
        String what = at >= end ? "the text ends early" : bytes[at] < 0 ? "not UTF-8, or no JSON" : "not JSON";
        return new Malformed(what + " at byte " + (at - base));
    }

    /** Ends a walk. Without a stack trace, for it must cost its sender more than us; it never leaves the package. */
    static class Malformed extends RuntimeException {

        Malformed(String what) {
            super(what, null, false, false);
        }

        String what() {
            return String.valueOf(getMessage());
        }

        JsonException toJsonException() {
            return new JsonException(what());
        }
    }

    /** What could be read is JSON, and there is more of it than may be. */
    static final class TooDeep extends Malformed {

        private static final long serialVersionUID = 1L;

        TooDeep(String what) {
            super(what);
        }
    }
}
