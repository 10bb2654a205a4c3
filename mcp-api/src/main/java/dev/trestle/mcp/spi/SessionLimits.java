package dev.trestle.mcp.spi;

import java.time.Duration;

/**
 * The bounds of client sessions.
 *
 * @param maxSessions how many may be open at once
 * @param maxInFlight how many requests of one session may run at once
 * @param maxStreams how many GET streams one session may have open
 * @param idleTimeout after how long without request, open stream or running call a session ends
 * @param sweepInterval how often that is looked at
 * @param outboxMessages how many messages wait for a stream, per session
 * @param outboxBytes how many bytes of them
 * @param outboxAge how long each waits
 * @param askTimeout how long the client may take to answer a question
 */
public record SessionLimits(
        int maxSessions,
        int maxInFlight,
        int maxStreams,
        Duration idleTimeout,
        Duration sweepInterval,
        int outboxMessages,
        int outboxBytes,
        Duration outboxAge,
        Duration askTimeout) {

    /** The defaults. */
    public static final SessionLimits DEFAULT = new SessionLimits(
            10_000,
            64,
            16,
            Duration.ofMinutes(30),
            Duration.ofMinutes(5),
            256,
            1 << 20,
            Duration.ofSeconds(60),
            Duration.ofMinutes(10));
}
