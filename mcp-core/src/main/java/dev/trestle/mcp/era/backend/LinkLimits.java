package dev.trestle.mcp.era.backend;

import java.time.Duration;

/**
 * The bounds of one server behind a link.
 *
 * @param maxPending how many calls may wait for an answer at once; more are refused as {@code busy}
 * @param maxQuestions how many questions of the server may wait for the client at once; more are refused as {@code busy}
 * @param startTimeout how long the handshake may take
 * @param probeTimeout how long a server may take to say whether it speaks 2026-07-28
 */
public record LinkLimits(int maxPending, int maxQuestions, Duration startTimeout, Duration probeTimeout) {

    /** The defaults. */
    public static final LinkLimits DEFAULT = new LinkLimits(1024, 64, Duration.ofSeconds(60), Duration.ofSeconds(15));

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
        if (probeTimeout.isNegative() || probeTimeout.isZero()) {
            throw new IllegalArgumentException("probeTimeout must be positive, but is " + probeTimeout);
        }
    }

    /**
     * Bounds with the usual {@code probeTimeout}.
     *
     * @param maxPending how many calls may wait for an answer at once
     * @param maxQuestions how many questions of the server may wait for the client at once
     * @param startTimeout how long the handshake may take
     */
    public LinkLimits(int maxPending, int maxQuestions, Duration startTimeout) {
        this(maxPending, maxQuestions, startTimeout, Duration.ofSeconds(15));
    }
}
