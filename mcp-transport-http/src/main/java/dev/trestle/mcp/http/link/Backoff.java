package dev.trestle.mcp.http.link;

import java.time.Duration;

/**
 * How long to wait between attempts: the first wait, doubled with each attempt that failed, up to a longest. A server that
 * says how long to wait sets the first wait, and is never asked sooner.
 *
 * @param first the wait before the first attempt, unless the server says otherwise
 * @param longest the longest wait, unless the server asks for more
 * @param attempts after how many failed attempts in a row to give up
 */
public record Backoff(Duration first, Duration longest, int attempts) {

    /** 1 s, doubled up to 30 s, five times. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 5);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a wait is negative or there is no attempt
     */
    public Backoff {
        if (first.isNegative() || longest.isNegative() || attempts < 1) {
            throw new IllegalArgumentException("waits must not be negative and attempts must be at least 1: " + first
                    + ", " + longest + ", " + attempts);
        }
    }

    Duration after(int failures, Duration asked) {
        Duration wait = asked;
        for (int i = 0; i < failures && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        if (wait.compareTo(longest) > 0) {
            wait = longest;
        }
        return wait.compareTo(asked) < 0 ? asked : wait;
    }
}
