package dev.trestle.mcp.spi;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

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
     * Ends the link and whatever is behind it. Idempotent; returns at once.
     *
     * @param grace how long the peer is given to end by itself
     * @return completes when nothing is left of it, never exceptionally
     */
    CompletionStage<Void> close(Duration grace);

    /** Hears what the peer sends. */
    interface Receiver {

        /**
         * One message came. Called on the link's reader thread, one at a time; it may block, which stops reading.
         *
         * @param message the bytes, unchecked
         */
        void received(JsonSlice message);

        /**
         * One message came that is longer than the link takes, and was skipped. Called as {@link #received} is, in its place;
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
