package dev.trestle.mcp.spi;

import java.time.Duration;

/**
 * The bounds of the sessions that are opened with a legacy server for clients without sessions.
 *
 * @param poolSize how many sessions one client may have, if what the server asks does not say during which call
 * @param maxLent how many sessions there may be in all
 * @param leaseWait how long a call waits for a session of its own
 * @param linkWait how long a server may take to say that a link which it wanted opened was used, before the call is made again
 * @param sessionIdle how long a session is kept that nobody uses
 */
public record LendingLimits(int poolSize, int maxLent, Duration leaseWait, Duration linkWait, Duration sessionIdle) {

    /** The defaults. */
    public static final LendingLimits DEFAULT =
            new LendingLimits(8, 1_000, Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMinutes(5));

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not positive; the message names it
     */
    public LendingLimits {
        if (poolSize < 1 || maxLent < 1) {
            throw new IllegalArgumentException(
                    "poolSize and maxLent must be positive, but are " + poolSize + " and " + maxLent);
        }
        if (leaseWait.toMillis() < 1 || linkWait.toMillis() < 1 || sessionIdle.toMillis() < 1) {
            throw new IllegalArgumentException("leaseWait, linkWait and sessionIdle must be positive, but are "
                    + leaseWait + ", " + linkWait + " and " + sessionIdle);
        }
    }
}
