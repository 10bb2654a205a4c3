package dev.trestle.mcp.telemetry.line;

import java.time.Duration;

/**
 * The bounds of lines that wait to be written.
 *
 * @param batch how many are written at once, and as soon as there are so many
 * @param flushInterval how long one waits for others at most
 * @param buffer how many may wait; those beyond are dropped
 */
public record LineLimits(int batch, Duration flushInterval, int buffer) {

    /**
     * Judges the bounds.
     *
     * @throws IllegalArgumentException if one is not positive, or a batch is larger than the buffer
     */
    public LineLimits {
        if (batch < 1 || buffer < 1 || flushInterval.isNegative() || flushInterval.isZero()) {
            throw new IllegalArgumentException("batch, buffer and flushInterval must be positive");
        }
        if (batch > buffer) {
            throw new IllegalArgumentException("batch is " + batch + " and buffer only " + buffer);
        }
    }
}
