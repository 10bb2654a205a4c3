package dev.trestle.mcp.telemetry.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How often something took how long. Thread-safe; reading it while it is written may miss what is written just then. */
final class Histogram {

    /** Upper bounds in seconds, as they are written. */
    static final String[] BOUNDS = {
        "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0"
    };

    private static final long[] NANOS = nanos();

    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder sum = new LongAdder();

    Histogram() {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    private static long[] nanos() {
        long[] nanos = new long[BOUNDS.length];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = Math.round(Double.parseDouble(BOUNDS[i]) * TimeUnit.SECONDS.toNanos(1));
        }
        return nanos;
    }

    void add(long nanos) {
        int bucket = 0;
        while (bucket < NANOS.length && nanos > NANOS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        sum.add(Math.max(0, nanos));
    }

    /** How often it took as long as each bound at most; the last is how often in all. */
    long[] cumulated() {
        long[] counts = new long[buckets.length];
        long all = 0;
        for (int i = 0; i < counts.length; i++) {
            all += buckets[i].sum();
            counts[i] = all;
        }
        return counts;
    }

    double seconds() {
        return sum.sum() / 1e9;
    }
}
