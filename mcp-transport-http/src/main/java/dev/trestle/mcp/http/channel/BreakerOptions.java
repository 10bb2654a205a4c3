package dev.trestle.mcp.http.channel;

import java.time.Duration;

/**
 * When to leave a server alone.
 *
 * @param breakerFailures after how many failures in a row
 * @param breakerWindow within which time they have to happen
 * @param breakerPause for how long, before one request is let through to see
 */
public record BreakerOptions(int breakerFailures, Duration breakerWindow, Duration breakerPause) {

    /** Five failures within 30 s; 20 s. */
    public static final BreakerOptions DEFAULT = new BreakerOptions(5, Duration.ofSeconds(30), Duration.ofSeconds(20));

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is out of its range; the message names it
     */
    public BreakerOptions {
        Checks.atLeast("breakerFailures", breakerFailures, 1);
        Checks.positive("breakerWindow", breakerWindow);
        Checks.positive("breakerPause", breakerPause);
    }
}
