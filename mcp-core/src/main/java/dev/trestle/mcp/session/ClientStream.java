package dev.trestle.mcp.session;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * One way to the client: the answer to one POST, an open GET stream, or standard output. Each message to the client goes
 * to exactly one of these (2025-11-25, `transports`). Messages are kept in order; methods never block and never throw.
 * Thread-safe.
 */
public interface ClientStream {

    /**
     * Sends one message before the last. On HTTP this makes the answer an event stream if it is not one yet.
     *
     * @param message one line of JSON
     */
    void send(JsonSlice message);

    /**
     * Ends the stream; later calls do nothing.
     *
     * @param last one more message, or null to end without
     */
    void finish(@Nullable JsonSlice last);

    /**
     * Ends the stream with an error response; where the transport has a status of its own for it, that may be used.
     *
     * @param id the client's id for the request
     * @param failure what failed
     */
    default void fail(RequestId id, McpReply.Failure failure) {
        finish(EnvelopeWriter.failure(id, failure.error()));
    }

    /**
     * Ends the stream with an error response; where the transport has statuses, and nothing was sent yet, with this one.
     *
     * @param status what HTTP says of it
     * @param id the client's id for the request
     * @param error what the client is told
     */
    default void refuse(int status, RequestId id, JsonRpcError error) {
        finish(EnvelopeWriter.failure(id, error));
    }

    /**
     * Whether what is sent now can still reach the client.
     *
     * @return false once it is finished, or the client went away
     */
    boolean isOpen();

    /**
     * Registers what to do when the client goes away before the stream is finished. Runs at most once, at once if it has
     * happened already.
     *
     * @param action must be fast and must not block
     */
    void onClientGone(Runnable action);
}
