package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.RequestId;

/**
 * Takes JSON-RPC messages apart. Everything that two peers could read differently is refused here: malformed UTF-8,
 * a byte order mark, more than one value, duplicate members that the gateway decides by, members of the wrong type.
 * Unknown members beside the known ones are dropped; whatever is inside params, result or error stays as it is.
 *
 * <p>Thread-safe.
 */
public final class EnvelopeReader {

    private final EnvelopeLimits limits;

    /**
     * A reader with these limits.
     *
     * @param limits what a message may cost
     */
    public EnvelopeReader(EnvelopeLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads one message.
     *
     * @param message all of its bytes, white space around it allowed
     * @return the message; its slices are parts of the one given
     * @throws EnvelopeException if it is no acceptable JSON-RPC message
     */
    public JsonRpcMessage read(JsonSlice message) {
        try {
            return new EnvelopeScan(JsonCursor.over(message, limits)).read();
        } catch (JsonCursor.Malformed e) {
            throw new EnvelopeException(JsonRpcError.PARSE_ERROR, e.what(), null, false);
        }
    }

    /**
     * Reads an id that stands outside an envelope, such as {@code requestId} of a cancellation or a progress token.
     *
     * @param id one JSON value
     * @return the id
     * @throws JsonException if it is neither a string nor an integer, or too long
     */
    public static RequestId requestId(JsonSlice id) {
        try {
            JsonCursor in = JsonCursor.over(id, EnvelopeLimits.WIDEST);
            RequestId read = in.requestId();
            in.expectEnd();
            if (read == null) {
                throw new JsonException(EnvelopeScan.NO_ID);
            }
            return read;
        } catch (JsonCursor.Malformed e) {
            throw e.toJsonException();
        }
    }
}
