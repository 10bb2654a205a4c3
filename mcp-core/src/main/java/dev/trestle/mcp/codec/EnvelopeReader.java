package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.util.List;

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
            throw EnvelopeException.notJson(e);
        }
    }

    /**
     * Whether these bytes are to be read as a batch: an array of messages.
     *
     * @param message the bytes, white space around them allowed
     * @return true if they begin with a bracket
     */
    public static boolean isBatch(JsonSlice message) {
        int at = 0;
        while (at < message.length() && isSpace(message.byteAt(at))) {
            at++;
        }
        return at < message.length() && message.byteAt(at) == '[';
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /**
     * Reads a batch of the client. It is taken as a whole or not at all (2025-03-26, `basic`).
     *
     * @param batch all of its bytes
     * @return its messages, at least one: requests and notifications, or responses
     * @throws EnvelopeException if it is empty or too large, if one of its messages is not acceptable, initializes or has
     *     an id that another has, or if responses are mixed with anything else
     */
    public List<JsonRpcMessage> readBatch(JsonSlice batch) {
        return new BatchScan(this).read(batch);
    }

    /**
     * Cuts a batch into its messages without looking at them.
     *
     * @param batch all of its bytes
     * @return the messages, parts of the bytes given
     * @throws EnvelopeException if it is no JSON array, empty or too large
     */
    public List<JsonSlice> split(JsonSlice batch) {
        return BatchScan.split(batch, limits);
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
