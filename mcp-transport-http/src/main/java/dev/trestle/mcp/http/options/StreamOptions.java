package dev.trestle.mcp.http.options;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Event streams: when they begin, how they are kept alive, and what is kept for a client that comes back.
 *
 * @param sseAfter after how long without an answer a response becomes an event stream
 * @param heartbeat after how long of silence an event stream gets a comment
 * @param retry how long a client waits before it comes back after its connection ended, told to clients of a version that
 *     waits (2025-11-25); in whole milliseconds
 * @param connectionLife after how long a response that is an event stream is ended though the stream goes on, so that the
 *     client comes back for the rest before anything on the way cuts the connection; only for clients of a version that
 *     does so. Null: never
 * @param streamQueue how many bytes may wait for a client that reads slowly before its stream is cut off
 * @param replayEvents how many events, and how many streams, a session keeps for a client that comes back
 * @param replayBytes how many bytes a session keeps of them
 * @param replayAge how long it keeps what a client has most likely had, and what nobody came back for
 * @param replayTotal how many bytes all sessions keep together; beyond it a session gives up its own oldest
 */
public record StreamOptions(
        Duration sseAfter,
        Duration heartbeat,
        Duration retry,
        @Nullable Duration connectionLife,
        int streamQueue,
        int replayEvents,
        int replayBytes,
        Duration replayAge,
        long replayTotal) {

    static final StreamOptions DEFAULT = new StreamOptions(
            Duration.ofSeconds(1),
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            null,
            1 << 20,
            1_000,
            4 << 20,
            Duration.ofMinutes(5),
            256L << 20);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is out of its range; the message names it
     */
    public StreamOptions {
        Range.positive("sseAfter", sseAfter);
        Range.positive("heartbeat", heartbeat);
        Range.positive("retry", retry);
        if (connectionLife != null) {
            Range.positive("connectionLife", connectionLife);
        }
        Range.positive("streamQueue", streamQueue);
        Range.positive("replayEvents", replayEvents);
        Range.positive("replayBytes", replayBytes);
        Range.positive("replayAge", replayAge);
        Range.positive("replayTotal", replayTotal);
    }
}
