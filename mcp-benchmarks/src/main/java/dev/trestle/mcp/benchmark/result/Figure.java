package dev.trestle.mcp.benchmark.result;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One number that was measured in several rounds.
 *
 * @param name what it is called, unique in its outcome: lower-case words, joined by hyphens
 * @param meaning what it is, in words, with what it is held against
 * @param unit such as {@code "×"}, {@code "µs of CPU per call"} or {@code "KiB"}
 * @param kind whether it is a ratio of two things measured side by side, or absolute and true of one machine only
 * @param better which way is better, and so which side of a bound is the good one
 * @param low the lower quartile of the rounds
 * @param median the median of the rounds
 * @param high the upper quartile of the rounds
 * @param rounds how many rounds counted
 * @param must the bound that is to be kept; null if there is none
 * @param reach the bound that is reached for; null if there is none
 */
public record Figure(
        String name,
        String meaning,
        String unit,
        Kind kind,
        Better better,
        double low,
        double median,
        double high,
        int rounds,
        @Nullable Double must,
        @Nullable Double reach) {

    /** A figure of fewer rounds says of how many. */
    public static final int ENOUGH = 9;

    /** Refuses what is no number. */
    public Figure {
        if (!Double.isFinite(low) || !Double.isFinite(median) || !Double.isFinite(high)) {
            throw new IllegalArgumentException(name + " is no number: " + low + ", " + median + ", " + high);
        }
    }

    /** Whether a figure can be compared between machines. */
    public enum Kind {
        /** Of two things, measured side by side. */
        RATIO,
        /** True of one machine only. */
        ABSOLUTE
    }

    /** Which way is better. */
    public enum Better {
        /** The less the better; bounds are upper bounds. */
        LESS,
        /** The more the better; bounds are lower bounds. */
        MORE
    }

    /**
     * A ratio of which less is better, without bounds.
     *
     * @param name what it is called
     * @param meaning what it is, in words
     * @param rounds the ratio of each round
     * @return the figure
     */
    public static Figure ratio(String name, String meaning, List<Double> rounds) {
        return of(name, meaning, "×", Kind.RATIO, rounds);
    }

    /**
     * An absolute figure of which less is better, without bounds.
     *
     * @param name what it is called
     * @param meaning what it is, in words
     * @param unit its unit
     * @param rounds the figure of each round
     * @return the figure
     */
    public static Figure absolute(String name, String meaning, String unit, List<Double> rounds) {
        return of(name, meaning, unit, Kind.ABSOLUTE, rounds);
    }

    private static Figure of(String name, String meaning, String unit, Kind kind, List<Double> rounds) {
        Quartiles quartiles = Quartiles.of(rounds);
        return new Figure(
                name,
                meaning,
                unit,
                kind,
                Better.LESS,
                quartiles.low(),
                quartiles.median(),
                quartiles.high(),
                rounds.size(),
                null,
                null);
    }

    /**
     * The same with bounds.
     *
     * @param newMust the bound that is to be kept; null if there is none
     * @param newReach the bound that is reached for; null if there is none
     * @return the figure
     */
    public Figure bound(@Nullable Double newMust, @Nullable Double newReach) {
        return new Figure(name, meaning, unit, kind, better, low, median, high, rounds, newMust, newReach);
    }

    /**
     * The same, of which more is better: bounds are lower bounds.
     *
     * @return the figure
     */
    public Figure moreIsBetter() {
        return new Figure(name, meaning, unit, kind, Better.MORE, low, median, high, rounds, must, reach);
    }

    /**
     * Whether the median keeps the bound that is to be kept.
     *
     * @return true also if there is none
     */
    public boolean keepsMust() {
        return keeps(must);
    }

    /**
     * Whether the median keeps the bound that is reached for.
     *
     * @return true also if there is none
     */
    public boolean keepsReach() {
        return keeps(reach);
    }

    private boolean keeps(@Nullable Double bound) {
        if (bound == null) {
            return true;
        }
        return better == Better.LESS
                ? median <= Objects.requireNonNull(bound)
                : median >= Objects.requireNonNull(bound);
    }
}
