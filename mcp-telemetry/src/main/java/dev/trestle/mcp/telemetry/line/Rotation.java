package dev.trestle.mcp.telemetry.line;

import java.time.Duration;

/**
 * When a file is replaced by a new one, and what becomes of the old ones.
 *
 * @param maxFile bytes; a file gets larger only if one batch is
 * @param maxAge since its first line, looked at when something is written
 * @param keep how many old files there are at most: {@code NAME.1} is the newest
 * @param packed whether old ones are compressed: {@code NAME.1.gz}
 */
public record Rotation(long maxFile, Duration maxAge, int keep, boolean packed) {

    /**
     * Judges the bounds.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Rotation {
        if (maxFile < 1 || keep < 1 || maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException("maxFile, maxAge and keep must be positive");
        }
    }
}
