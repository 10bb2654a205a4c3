package dev.trestle.mcp.http.options;

import java.time.Duration;

/** What numbers and durations of options must be; the messages name the option. */
final class Range {

    private Range() {}

    static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be more than 0, not " + value);
        }
    }

    static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than 0, not " + value);
        }
    }

    static void either(String name, int value, int one, int other) {
        if (value != one && value != other) {
            throw new IllegalArgumentException(name + " must be " + one + " or " + other + ", not " + value);
        }
    }
}
