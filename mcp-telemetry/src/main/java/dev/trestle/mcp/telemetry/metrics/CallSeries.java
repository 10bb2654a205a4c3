package dev.trestle.mcp.telemetry.metrics;

import java.util.concurrent.atomic.LongAdder;

/** The calls of one set of labels. */
final class CallSeries {

    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Histogram latency = new Histogram();

    /** Counts a call; one that stays open until somebody ends it has no latency. */
    void add(boolean success, long nanos, boolean standing) {
        (success ? succeeded : failed).increment();
        if (!standing) {
            latency.add(nanos);
        }
    }

    long succeeded() {
        return succeeded.sum();
    }

    long failed() {
        return failed.sum();
    }

    Histogram latency() {
        return latency;
    }
}
