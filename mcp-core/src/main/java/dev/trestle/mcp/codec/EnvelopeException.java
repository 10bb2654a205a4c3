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

    EnvelopeException(int code, String message, @Nullable RequestId id, boolean response) {
        super(message, null, false, false);
        this.error = JsonRpcError.of(code, message);
        this.id = id;
        this.response = response;
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
}
