package dev.trestle.mcp.stdio;

import dev.trestle.mcp.era.backend.LinkLimits;
import java.time.Duration;

/**
 * The bounds of one child.
 *
 * @param maxLine bytes of a line on its stdout
 * @param stdinQueue bytes that may wait for it to read its stdin
 * @param stderrLines lines of stderr that are kept
 * @param stderrBytes bytes of them
 * @param stopGrace how long each step of stopping waits at most
 * @param link the bounds of what goes over the streams
 */
record ChildOptions(
        int maxLine, int stdinQueue, int stderrLines, int stderrBytes, Duration stopGrace, LinkLimits link) {

    ChildOptions {
        requirePositive("maxLine", maxLine);
        requirePositive("stdinQueue", stdinQueue);
        requirePositive("stderrLines", stderrLines);
        requirePositive("stderrBytes", stderrBytes);
        if (stopGrace.isNegative()) {
            throw new IllegalArgumentException("stopGrace must not be negative, but is " + stopGrace);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }
}
