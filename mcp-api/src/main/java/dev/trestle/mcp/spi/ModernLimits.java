package dev.trestle.mcp.spi;

import java.time.Duration;

/**
 * The bounds of what is kept for clients of 2026-07-28. Caps for each principal count clients that are authenticated only:
 * all others are one principal.
 *
 * @param maxParked how many calls may wait for the answers of clients that went away to ask
 * @param maxParkedPerPrincipal how many of them may be one principal's
 * @param parkTtl how long such a call waits
 * @param urlParkTtl how long it waits if the client was sent to a URL
 * @param keepReply how long the reply of a call is kept that ends while its client is away
 * @param askGather how long a question waits for others that can be asked with it
 * @param maxAsksPerRound how many questions may be asked at once
 * @param maxRounds how often one call may ask
 * @param maxListens how many subscriptions may be open
 * @param maxListensPerPrincipal how many of them may be one principal's
 * @param stateTtl how long a client may take to come back with the state of a backend that keeps nothing
 */
public record ModernLimits(
        int maxParked,
        int maxParkedPerPrincipal,
        Duration parkTtl,
        Duration urlParkTtl,
        Duration keepReply,
        Duration askGather,
        int maxAsksPerRound,
        int maxRounds,
        int maxListens,
        int maxListensPerPrincipal,
        Duration stateTtl) {

    /** The defaults. */
    public static final ModernLimits DEFAULT = new ModernLimits(
            1_000,
            8,
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofSeconds(60),
            Duration.ofMillis(25),
            16,
            10,
            20_000,
            16,
            Duration.ofHours(1));

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not positive; the message names it
     */
    public ModernLimits {
        positive("maxParked", maxParked);
        positive("maxParkedPerPrincipal", maxParkedPerPrincipal);
        positive("parkTtl", parkTtl.toMillis());
        positive("urlParkTtl", urlParkTtl.toMillis());
        positive("keepReply", keepReply.toMillis());
        positive("askGather", askGather.toMillis());
        positive("maxAsksPerRound", maxAsksPerRound);
        positive("maxRounds", maxRounds);
        positive("maxListens", maxListens);
        positive("maxListensPerPrincipal", maxListensPerPrincipal);
        positive("stateTtl", stateTtl.toMillis());
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }
}
