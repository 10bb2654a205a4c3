package dev.trestle.mcp.benchmark.load;

import java.util.Arrays;

/** Counts of times, in classes that are 1.6 % wide. Not thread-safe. */
public final class Histogram {

    private static final int BITS = 6;
    private static final int SUB = 1 << BITS;

    /** 0.07 of 100 are 7, and not a bit more than that. */
    private static final double ROUNDING = 1e-9;

    private final long[] counts = new long[SUB * (Long.SIZE - BITS)];
    private long total;

    /**
     * Counts one.
     *
     * @param nanos the time; less than 0 counts as 0
     */
    public void add(long nanos) {
        counts[index(Math.max(0, nanos))]++;
        total++;
    }

    /**
     * How many were counted.
     *
     * @return the number
     */
    public long count() {
        return total;
    }

    /**
     * The time that this share of all did not exceed.
     *
     * @param share from 0 to 1, such as 0.99
     * @return nanoseconds, at most 1.6 % too many; 0 if nothing was counted
     */
    public long percentile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * total - ROUNDING));
        long seen = 0;
        for (int at = 0; at < counts.length; at++) {
            seen += counts[at];
            if (seen >= wanted && total > 0) {
                return highest(at);
            }
        }
        return 0;
    }

    /** Forgets all. */
    public void clear() {
        Arrays.fill(counts, 0);
        total = 0;
    }

    /** The first 64 are themselves; after them each power of two has 64 classes. */
    private static int index(long value) {
        if (value < SUB) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(value);
        return (shift + 1) * SUB + (int) (value >>> shift) - SUB;
    }

    private static long highest(int index) {
        if (index < SUB) {
            return index;
        }
        int shift = index / SUB - 1;
        return ((long) (index % SUB + SUB + 1) << shift) - 1;
    }
}
