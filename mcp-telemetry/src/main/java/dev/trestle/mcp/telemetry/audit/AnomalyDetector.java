package dev.trestle.mcp.telemetry.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds principals, and tools, that have more events of a type than a threshold within a window that slides: one anomaly when
 * the count passes the threshold, and the next one only after it was down to it again. Keys are bounded: those that were quiet
 * for longest are forgotten first. Thread-safe; the lock is held for memory only.
 */
public final class AnomalyDetector {

    private final Duration window;
    private final Map<String, Integer> thresholds;
    private final int maxKeys;
    private final Clock clock;
    private final LinkedHashMap<Key, Recent> recent = new LinkedHashMap<>(16, 0.75f, true);

    private AnomalyDetector(Builder builder) {
        window = builder.window;
        thresholds = Map.copyOf(builder.thresholds);
        maxKeys = builder.maxKeys;
        clock = builder.clock;
    }

    /**
     * Begins.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Looks at an event.
     *
     * @param event what happened just now
     * @return what it made unusual: nothing, somebody, something, or both
     */
    public List<Anomaly> see(AuditEvent event) {
        Integer threshold = thresholds.get(event.type());
        if (threshold == null) {
            return List.of();
        }
        List<Anomaly> found = new ArrayList<>(2);
        if (event.principal() != null) {
            see(new Key(event.type(), "principal", event.principal()), threshold, found);
        }
        if (event.target() != null) {
            String target = event.backend() == null ? event.target() : event.backend() + "/" + event.target();
            see(new Key(event.type(), "target", target), threshold, found);
        }
        return found;
    }

    private synchronized void see(Key key, int threshold, List<Anomaly> found) {
        Instant now = clock.instant();
        Recent events = recent.computeIfAbsent(key, any -> new Recent(threshold));
        int count = events.add(now.toEpochMilli(), now.minus(window).toEpochMilli());
        if (events.passes(count)) {
            found.add(new Anomaly(key.type(), key.scope(), key.name(), count, threshold, now));
        }
        if (recent.size() > maxKeys) {
            recent.remove(recent.keySet().iterator().next());
        }
    }

    /**
     * What is unusual right now.
     *
     * @return in no order
     */
    public synchronized List<Anomaly> anomalies() {
        Instant now = clock.instant();
        long from = now.minus(window).toEpochMilli();
        List<Anomaly> all = new ArrayList<>();
        recent.forEach((key, events) -> {
            int count = events.since(from);
            if (count > events.threshold) {
                all.add(new Anomaly(key.type(), key.scope(), key.name(), count, events.threshold, now));
            }
        });
        return all;
    }

    /** For how many keys events are kept. */
    synchronized int size() {
        return recent.size();
    }

    private record Key(String type, String scope, String name) {}

    /** The times of the last events of a key. */
    private static final class Recent {
        private final int threshold;
        private final long[] times;
        private int next;
        private int filled;
        private boolean passed;

        Recent(int threshold) {
            this.threshold = threshold;
            times = new long[2 * threshold + 1];
        }

        /** Adds one; how many there are that are newer than a time. */
        int add(long now, long from) {
            times[next] = now;
            next = (next + 1) % times.length;
            filled = Math.min(times.length, filled + 1);
            return since(from);
        }

        int since(long from) {
            int count = 0;
            for (int i = 0; i < filled; i++) {
                count += times[i] > from ? 1 : 0;
            }
            return count;
        }

        /** Whether it is beyond its threshold and was not before. */
        boolean passes(int count) {
            boolean beyond = count > threshold;
            boolean passes = beyond && !passed;
            passed = beyond;
            return passes;
        }
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {

        private Duration window = Duration.ofHours(1);
        private Map<String, Integer> thresholds =
                Map.of("rate_limited", 10, "approval_requested", 20, "tool_failure", 15);
        private int maxKeys = 10_000;
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /**
         * How far back events count; 1 h by default.
         *
         * @param length a positive duration
         * @return this builder
         */
        public Builder window(Duration length) {
            if (length.isNegative() || length.isZero()) {
                throw new IllegalArgumentException("window must be positive, not " + length);
            }
            window = length;
            return this;
        }

        /**
         * How many events of which types there may be within the window; 10 {@code rate_limited}, 20
         * {@code approval_requested} and 15 {@code tool_failure} by default. Other types are not looked at.
         *
         * @param most for each type, at least 1 and at most 10,000
         * @return this builder
         * @throws IllegalArgumentException if one is less or more
         */
        public Builder thresholds(Map<String, Integer> most) {
            most.forEach((type, count) -> {
                if (count < 1 || count > 10_000) {
                    throw new IllegalArgumentException(
                            "the threshold of " + type + " must be between 1 and 10,000, not " + count);
                }
            });
            thresholds = Map.copyOf(most);
            return this;
        }

        /**
         * For how many principals and tools events are kept; 10,000 by default.
         *
         * @param keys at least 1
         * @return this builder
         */
        public Builder maxKeys(int keys) {
            if (keys < 1) {
                throw new IllegalArgumentException("maxKeys must be positive, not " + keys);
            }
            maxKeys = keys;
            return this;
        }

        /**
         * For tests: what time it is.
         *
         * @param wall a wall clock
         * @return this builder
         */
        public Builder clock(Clock wall) {
            clock = wall;
            return this;
        }

        /**
         * Makes the detector.
         *
         * @return the detector
         */
        public AnomalyDetector build() {
            return new AnomalyDetector(this);
        }

        /** The options in one line. */
        @Override
        public String toString() {
            return "anomalies, window=" + window + ", thresholds=" + new TreeMap<>(thresholds) + ", maxKeys=" + maxKeys;
        }
    }
}
