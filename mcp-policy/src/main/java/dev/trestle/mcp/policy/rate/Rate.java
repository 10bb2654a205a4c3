package dev.trestle.mcp.policy.rate;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often something may happen: so many times in a period, evenly, and some of them at once. Immutable.
 *
 * @param permits how often in a period; at least 1
 * @param period at least a nanosecond
 * @param burst how many may come at once after a pause; at least 1
 */
public record Rate(int permits, Duration period, int burst) {

    private static final Pattern TEXT =
            Pattern.compile("(\\d{1,9})\\s*/\\s*(\\d{1,9})(ms|s|m|h|d)(?:\\s+burst\\s+(\\d{1,9}))?");
    private static final Map<String, Long> UNITS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final Duration LONGEST = Duration.ofDays(366);

    /**
     * Refuses what cannot be counted.
     *
     * @throws IllegalArgumentException if a number is less than 1, or it would take longer than a year until a whole burst is
     *     possible again; the message says which
     */
    public Rate {
        if (permits < 1 || burst < 1) {
            throw new IllegalArgumentException("must allow at least one call, and a burst of at least 1");
        }
        if (period.isNegative() || period.isZero() || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("must have a period longer than nothing and at most a year");
        }
        if (Math.multiplyHigh(interval(permits, period), burst) != 0
                || interval(permits, period) * burst < 0
                || interval(permits, period) * burst > LONGEST.toNanos()) {
            throw new IllegalArgumentException("has a burst that would take longer than a year to be possible again");
        }
    }

    /**
     * A rate with a burst of one period's permits.
     *
     * @param permits how often in a period
     * @param period the period
     * @return the rate
     */
    public static Rate of(int permits, Duration period) {
        return new Rate(permits, period, permits);
    }

    /**
     * A rate without bursts: this long has to pass between two calls.
     *
     * @param interval the shortest time between two
     * @return the rate
     */
    public static Rate every(Duration interval) {
        return new Rate(1, interval, 1);
    }

    /**
     * A rate as people write it: {@code 100/1m}, or {@code 100/1m burst 20}. Units are ms, s, m, h and d.
     *
     * @param text the rate
     * @return the rate; without {@code burst} a whole period's permits may come at once
     * @throws IllegalArgumentException if it is none; the message says what to write instead
     */
    public static Rate parse(String text) {
        Matcher parts = TEXT.matcher(text.trim());
        if (!parts.matches()) {
            throw new IllegalArgumentException("is not a rate; write it like 100/1m or 100/1m burst 20");
        }
        int permits = Integer.parseInt(parts.group(1));
        long millis = Long.parseLong(parts.group(2)) * UNITS.getOrDefault(parts.group(3), 1L);
        String burst = parts.group(4);
        return new Rate(permits, Duration.ofMillis(millis), burst == null ? permits : Integer.parseInt(burst));
    }

    /** Between two calls; rounded up, so that no more are let in than the rate says. */
    long intervalNanos() {
        return interval(permits, period);
    }

    private static long interval(int permits, Duration period) {
        return Math.max(1, (period.toNanos() + permits - 1) / permits);
    }

    /** As {@link #parse} takes it, if the period is one of whole milliseconds. */
    @Override
    public String toString() {
        boolean plain = period.equals(Duration.ofMillis(period.toMillis()));
        String rate = permits + "/" + (plain ? text(period.toMillis()) : period.toString());
        return burst == permits ? rate : rate + " burst " + burst;
    }

    private static String text(long millis) {
        for (String unit : new String[] {"d", "h", "m", "s"}) {
            long length = UNITS.getOrDefault(unit, 1L);
            if (millis % length == 0) {
                return millis / length + unit;
            }
        }
        return millis + "ms";
    }
}
