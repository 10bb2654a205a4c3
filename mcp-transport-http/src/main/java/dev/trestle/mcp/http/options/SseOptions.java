package dev.trestle.mcp.http.options;

/**
 * The transport that Streamable HTTP replaced, HTTP with SSE (2024-11-05, `transports`), at a path of its own.
 *
 * @param flavour which of the two things that have been called so
 * @param sseOriginCheck whether {@code Host} and {@code Origin} are judged there as everywhere
 * @param connections what happens when a view has a stream and another client comes
 * @param maxConnections how many streams a view may have with {@link Connections#MAX_N}, at least 1
 */
public record SseOptions(Flavour flavour, boolean sseOriginCheck, Connections connections, int maxConnections) {

    static final SseOptions DEFAULT = new SseOptions(Flavour.SESSION, true, Connections.MULTI, 64);

    /** What a stream is. */
    public enum Flavour {
        /** As 2024-11-05 has it: an `endpoint` event first; the stream is a session, and its answers come on it. */
        SESSION,
        /** No `endpoint` event and no session: all streams of a view share one backend session and hear everything. */
        BROADCAST
    }

    /** How many streams a view may have at once. */
    public enum Connections {
        /** Any number. */
        MULTI,
        /** One; the next is refused with 409. */
        SINGLE_REJECT,
        /** One; the next ends it. */
        SINGLE_REPLACE,
        /** {@link SseOptions#maxConnections()}; the next is refused with 409. */
        MAX_N
    }

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is out of its range; the message names it
     */
    public SseOptions {
        Range.positive("maxConnections", maxConnections);
    }
}
