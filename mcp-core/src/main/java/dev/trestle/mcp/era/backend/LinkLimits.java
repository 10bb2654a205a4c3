package dev.trestle.mcp.era.backend;

import java.time.Duration;

/**
 * The bounds of one server behind a link.
 *
 * @param maxPending how many calls may wait for an answer at once; more are refused as {@code busy}
 * @param maxQuestions how many questions of the server may wait for the client at once; more are refused as {@code busy}
 * @param startTimeout how long the handshake may take
 */
public record LinkLimits(int maxPending, int maxQuestions, Duration startTimeout) {

    /** The defaults. */
    public static final LinkLimits DEFAULT = new LinkLimits(1024, 64, Duration.ofSeconds(60));

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not positive; the message names it
     */
    public LinkLimits {
        if (maxPending < 1) {
            throw new IllegalArgumentException("maxPending must be positive, but is " + maxPending);
        }
        if (maxQuestions < 1) {
            throw new IllegalArgumentException("maxQuestions must be positive, but is " + maxQuestions);
        }
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("startTimeout must be positive, but is " + startTimeout);
        }
    }
}
