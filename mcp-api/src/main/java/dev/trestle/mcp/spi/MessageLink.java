package dev.trestle.mcp.spi;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A duplex, ordered channel of JSON-RPC messages to one peer: a child process, a socket, a pair of queues. Each message
 * is one JSON text without line breaks. Thread-safe.
 */
public interface MessageLink {

    /**
     * Begins delivery. Called once; before that nothing is delivered and nothing is lost.
     *
     * @param receiver hears what the peer sends
     */
    void open(Receiver receiver);

    /**
     * Sends one message after all those sent before. Never blocks and never throws.
     *
     * @param message one line of JSON
     * @return completes when the message is on its way; fails with {@link dev.trestle.mcp.call.McpException} if it never will be, because
     *     the queue is full or the link is closed
     */
    CompletionStage<Void> send(JsonSlice message);

    /**
     * Sends as {@link #send(JsonSlice)} does, with headers that repeat parts of the message (2026-07-28, `transports`:
     * {@code Mcp-Method}, {@code Mcp-Name}, {@code Mcp-Param-*}). A link that has no headers does not need them, which is the
     * default.
     *
     * @param message one line of JSON
     * @param mirrored names and values of headers, encoded as they are to be sent
     * @return as {@link #send(JsonSlice)}
     */
    default CompletionStage<Void> send(JsonSlice message, Map<String, String> mirrored) {
        return send(message);
    }

    /**
     * Sends a request, as {@link #send(JsonSlice, Map)} does, which is the default.
     *
     * @param id the id that the message has
     * @param message one line of JSON
     * @param mirrored as for {@link #send(JsonSlice, Map)}
     * @return as {@link #send(JsonSlice)}
     */
    default CompletionStage<Void> request(RequestId id, JsonSlice message, Map<String, String> mirrored) {
        return send(message, mirrored);
    }

    /**
     * Hears that a request of ours was answered, so that the peer has read it and, if there is one pipe for all, everything before it.
     * Never blocks; does nothing by default.
     *
     * @param id its id
     */
    default void answered(RequestId id) {}

    /**
     * Whether the messages that belong to a request of ours are delivered as such ({@link Receiver#received(JsonSlice,
     * dev.trestle.mcp.jsonrpc.RequestId)}).
     *
     * @return false by default: one pipe does not say whose a message is
     */
    default boolean namesRequests() {
        return false;
    }

    /**
     * Ends the link and whatever is behind it. Idempotent; returns at once.
     *
     * @param grace how long the peer is given to end by itself
     * @return completes when nothing is left of it, never exceptionally
     */
    CompletionStage<Void> close(Duration grace);

    /** Hears what the peer sends. What it throws is logged, and what comes after is delivered all the same. */
    interface Receiver {

        /**
         * Whether the next thing that is told may block. A link with a thread of its own need not ask; one whose messages are
         * read by a thread that others need too asks before it tells one on that thread, and tells it on another if so.
         *
         * @return true by default. False only if that is sure for one delivery, if no other is under way or comes before it
         */
        default boolean mayBlock() {
            return true;
        }

        /**
         * One message came. Called on the link's reader thread, one at a time; it may block, which stops reading.
         *
         * @param message the bytes, unchecked
         */
        void received(JsonSlice message);

        /**
         * One message came on the answer to a request of ours, so it belongs to that request and may be the response; or it
         * came outside all answers. Called as {@link #received(JsonSlice)} is, in its place, by links that have an answer of
         * its own for each request.
         *
         * @param message the bytes, unchecked
         * @param during the id of our request; null if it belongs to none
         */
        default void received(JsonSlice message, @Nullable RequestId during) {
            received(message);
        }

        /**
         * As {@link #received(JsonSlice, RequestId)}, by a link that had to read the message itself, so that nobody has to do so
         * again.
         *
         * @param read what the bytes say, with parts of them
         * @param message the bytes
         * @param during the id of our request; null if it belongs to none
         */
        default void received(JsonRpcMessage read, JsonSlice message, @Nullable RequestId during) {
            received(message, during);
        }

        /**
         * One request of ours will not be answered; the link goes on. Called as {@link #received(JsonSlice)} is, after the last
         * message that belongs to the request; does nothing by default. A request that was answered may be named too.
         *
         * @param request its id
         * @param why what whoever waits for it is answered
         */
        default void failed(RequestId request, McpReply.Failure why) {}

        /**
         * The server had lost the session and a new one was opened, with the same introduction. Nothing that was set in the
         * old one holds: levels and subscriptions have to be set again. Called as {@link #received(JsonSlice)} is; does nothing
         * by default.
         */
        default void renewed() {}

        /**
         * One message came that is longer than the link takes, and was skipped. Called as {@link #received(JsonSlice)} is, in its place;
         * does nothing by default.
         *
         * @param beginning its first bytes, a few hundred at most, unchecked and cut anywhere
         * @param end its last bytes, likewise
         * @param why what a call is answered whose answer it was
         */
        default void skipped(JsonSlice beginning, JsonSlice end, McpReply.Failure why) {}

        /**
         * The link is over; called exactly once, after the last message.
         *
         * @param why what calls on this link are answered from now on
         */
        void closed(McpReply.Failure why);
    }
}
