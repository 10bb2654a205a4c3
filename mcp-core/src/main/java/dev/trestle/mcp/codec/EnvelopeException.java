package dev.trestle.mcp.codec;

import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are no acceptable JSON-RPC message. The message of the exception is the message of {@link #error()}: what
 * is wrong and where, by member name or byte offset, never what stands there. It has no stack trace, because whoever
 * sends rubbish must not be able to make it expensive.
 */
public final class EnvelopeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient JsonRpcError error;
    private final transient @Nullable RequestId id;
    private final boolean response;
    private final boolean tooDeep;

    EnvelopeException(int code, String message, @Nullable RequestId id, boolean response) {
        this(code, message, id, response, false);
    }

    private EnvelopeException(int code, String message, @Nullable RequestId id, boolean response, boolean tooDeep) {
        super(message, null, false, false);
        this.error = JsonRpcError.of(code, message);
        this.id = id;
        this.response = response;
        this.tooDeep = tooDeep;
    }

    static EnvelopeException notJson(JsonCursor.Malformed why) {
        return new EnvelopeException(
                JsonRpcError.PARSE_ERROR, why.what(), null, false, why instanceof JsonCursor.TooDeep);
    }

    /**
     * The error to answer with.
     *
     * @return -32700, -32600 or -32602
     */
    public JsonRpcError error() {
        return error;
    }

    /**
     * The id of the message, if it could be read. Of a {@link #response()} it is an id that the reader itself once gave
     * out: such a message is never answered, and the id only tells which pending request has failed.
     *
     * @return the id, or null if there is none, or none that is valid and unique, or the bytes are not JSON
     */
    public @Nullable RequestId id() {
        return id;
    }

    /**
     * Whether the message was meant as a response: it has {@code result} or {@code error} and no {@code method}.
     *
     * @return false also if that is unknown
     */
    public boolean response() {
        return response;
    }

    /**
     * Whether all is JSON as far as it was read, and only nested deeper than the reader goes.
     *
     * @return true if nothing else is wrong
     */
    public boolean tooDeep() {
        return tooDeep;
    }
}
