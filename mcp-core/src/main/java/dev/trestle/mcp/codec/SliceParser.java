package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;

/** A cursor over the tokens of one slice that knows where they stand. Its methods throw what the parser throws. */
final class SliceParser implements AutoCloseable {

    /** Nobody needs more, and turning digits into a number takes quadratic time. */
    static final int LONGEST_ID = 1000;

    private final JsonSlice slice;
    private final JsonParser parser;

    SliceParser(JsonSlice slice, JsonParser parser) {
        this.slice = slice;
        this.parser = parser;
    }

    @Nullable JsonToken next() {
        return parser.nextToken();
    }

    /** The next member's name, with the cursor on its value's token after {@link #next}; null at the object's end. */
    @Nullable String nextName() {
        return parser.nextName();
    }

    @Nullable JsonToken token() {
        return parser.currentToken();
    }

    boolean at(JsonToken token) {
        return parser.currentToken() == token;
    }

    boolean atIdKind() {
        return at(JsonToken.VALUE_STRING) || at(JsonToken.VALUE_NUMBER_INT);
    }

    /** Where the current token begins. */
    int start() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Where the current token, read to its end, ends. */
    int end() {
        return (int) parser.currentLocation().getByteOffset();
    }

    /** Reads the current value to its end. */
    void skip() {
        parser.skipChildren();
    }

    /** The current value, read to its end. */
    JsonSlice value() {
        int start = start();
        parser.skipChildren();
        parser.finishToken();
        return slice.part(start, end());
    }

    JsonSlice from(int start) {
        return slice.part(start, end());
    }

    String string() {
        return parser.getString();
    }

    JsonParser parser() {
        return parser;
    }

    RequestId requestId() {
        if (!atIdKind()) {
            throw new JsonException("neither a string nor an integer at byte " + start());
        }
        boolean number = at(JsonToken.VALUE_NUMBER_INT);
        JsonSlice json = value();
        if (json.length() > LONGEST_ID) {
            throw new JsonException("longer than " + LONGEST_ID + " bytes");
        }
        return number ? new RequestId.OfNumber(integer(json.length()), json) : new RequestId.OfString(string(), json);
    }

    private BigInteger integer(int length) {
        return length < 19 ? BigInteger.valueOf(parser.getLongValue()) : parser.getBigIntegerValue();
    }

    void expectEnd() {
        if (parser.nextToken() != null) {
            throw new JsonException("something follows the value at byte " + start());
        }
    }

    /** The library's messages quote the text, ours must not. */
    static String describe(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        String where = location == null || location.getByteOffset() < 0 ? "" : " at byte " + location.getByteOffset();
        return (e instanceof StreamConstraintsException ? "nested too deep" : "not JSON") + where;
    }

    @Override
    public void close() {
        parser.close();
    }
}
