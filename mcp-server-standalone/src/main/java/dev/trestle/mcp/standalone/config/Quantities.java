package dev.trestle.mcp.standalone.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes, as people write them. Every one has a unit: a bare number does not say what it counts. */
final class Quantities {

    private static final Pattern BARE = Pattern.compile("[+-]?\\d+(\\.\\d+)?");
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern CLOCK = Pattern.compile("(\\d{1,4}):([0-5]\\d):([0-5]\\d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");
    private static final Duration LONGEST = Duration.ofDays(366);

    private Quantities() {}

    /** A duration longer than nothing; the exception's message says what to write instead. */
    static Duration duration(String text) {
        if (BARE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a bare number does not say its unit; write " + text + "s, " + text + "ms or " + text + "m");
        }
        Duration value = parsed(text);
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("must be longer than nothing and at most a year");
        }
        return value;
    }

    /** A number of bytes that fits into an array; the exception's message says what to write instead. */
    static int bytes(String text) {
        if (BARE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a bare number does not say its unit; write " + text + "B, or KiB, MiB or GiB");
        }
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException("is not a size; write it like 512KiB or 4MiB");
        }
        long bytes = Long.parseLong(size.group(1)) << shift(size.group(2));
        if (bytes < 1 || bytes > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("must be at least 1B and less than 2GiB");
        }
        return (int) bytes;
    }

    private static Duration parsed(String text) {
        Matcher brief = SHORT.matcher(text);
        if (brief.matches()) {
            return of(Long.parseLong(brief.group(1)), brief.group(2));
        }
        Matcher clock = CLOCK.matcher(text);
        if (clock.matches()) {
            return Duration.ofHours(Long.parseLong(clock.group(1)))
                    .plusMinutes(Long.parseLong(clock.group(2)))
                    .plusSeconds(Long.parseLong(clock.group(3)));
        }
        try {
            return Duration.parse(text.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("is not a duration; write it like 30s, 5m, PT30S or 00:05:00", e);
        }
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static int shift(String unit) {
        return switch (unit) {
            case "B" -> 0;
            case "KiB" -> 10;
            case "MiB" -> 20;
            default -> 30;
        };
    }
}
