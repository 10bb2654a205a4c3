package dev.trestle.mcp.telemetry.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.testkit.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AnomalyDetectorTest {

    private static final List<String> TYPES = List.of("rate_limited", "approval_requested", "tool_failure");
    private static final Map<String, Integer> THRESHOLDS =
            Map.of("rate_limited", 10, "approval_requested", 20, "tool_failure", 15);
    private static final Duration DAY = Duration.ofHours(24);

    private final ManualScheduler time = new ManualScheduler();
    private final AnomalyDetector detector =
            AnomalyDetector.builder().clock(time.clock()).build();

    @Test
    @Tag("e2:anomalies")
    void countBeyondTheThreshold_isAnAnomalyOnce_andAgainAfterItWasQuiet() {
        assertThat(see(10)).isEmpty();
        assertThat(see(1))
                .singleElement()
                .isEqualTo(new Anomaly(
                        "rate_limited", "principal", "ann", 11, 10, time.clock().instant()));
        assertThat(see(5)).isEmpty();
        assertThat(detector.anomalies())
                .singleElement()
                .satisfies(one -> assertThat(one.count()).isEqualTo(16));

        time.advance(Duration.ofHours(2));
        assertThat(detector.anomalies()).isEmpty();
        assertThat(see(10)).isEmpty();
        assertThat(see(1)).hasSize(1);
    }

    @Test
    @Tag("limit:window")
    void window_slides() {
        see(6);
        time.advance(Duration.ofMinutes(59));
        assertThat(see(4)).isEmpty();
        time.advance(Duration.ofMinutes(1));
        assertThat(see(6)).as("the first six are an hour old").isEmpty();
        assertThat(see(1)).hasSize(1);
    }

    @Test
    void toolOfManyPrincipals_isOneTarget() {
        List<Anomaly> found = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            found.addAll(detector.see(new AuditEvent("tool_failure", "p" + i, null, "files", "read", Map.of())));
        }
        assertThat(found).singleElement().satisfies(one -> {
            assertThat(one.scope()).isEqualTo("target");
            assertThat(one.key()).isEqualTo("files/read");
        });
    }

    @Test
    void otherTypes_areNotCounted() {
        for (int i = 0; i < 100; i++) {
            assertThat(detector.see(new AuditEvent("session_opened", "ann", null, Map.of())))
                    .isEmpty();
        }
        assertThat(detector.size()).isZero();
    }

    @Test
    @Tag("limit:maxKeys")
    void keys_areBounded_andTheQuietestIsForgotten() {
        AnomalyDetector small =
                AnomalyDetector.builder().maxKeys(3).clock(time.clock()).build();
        for (int i = 0; i < 10; i++) {
            small.see(new AuditEvent("rate_limited", "busy", null, Map.of()));
            small.see(new AuditEvent("rate_limited", "p" + i, null, Map.of()));
            assertThat(small.size()).isLessThanOrEqualTo(3);
        }
        assertThat(small.see(new AuditEvent("rate_limited", "busy", null, Map.of())))
                .hasSize(1);
        assertThatThrownBy(() -> AnomalyDetector.builder().maxKeys(0)).hasMessageContaining("maxKeys");
        assertThatThrownBy(() -> AnomalyDetector.builder().thresholds(Map.of("x", 0)))
                .hasMessageContaining("x");
    }

    /**
     * A day of 10,000 events of 60 principals and 80 tools with 20 bursts planted in it. An anomaly is right if it is of a
     * planted principal and type, while the burst is in the window.
     */
    @Test
    @Tag("e2:anomalies")
    void plantedBursts_areFound_andLittleElse() {
        double worstPrecision = 1;
        double worstRecall = 1;
        for (long seed = 1; seed <= 5; seed++) {
            Trial trial = new Trial(new Random(seed));
            worstPrecision = Math.min(worstPrecision, trial.precision());
            worstRecall = Math.min(worstRecall, trial.recall());
        }
        System.out.printf(
                "figure: anomalies, 5 traces of 10,000 events with 20 planted each: worst precision %.3f, worst recall %.3f%n",
                worstPrecision, worstRecall);
        assertThat(worstPrecision).isGreaterThanOrEqualTo(0.9);
        assertThat(worstRecall).isGreaterThanOrEqualTo(0.9);
    }

    private List<Anomaly> see(int times) {
        List<Anomaly> found = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            found.addAll(detector.see(new AuditEvent("rate_limited", "ann", null, Map.of())));
        }
        return found;
    }

    private record Planted(String type, String principal, long from, long to) {}

    private record Timed(long at, AuditEvent event) {}

    /** One trace, and what was found in it. */
    private static final class Trial {
        private final List<Planted> planted = new ArrayList<>();
        private final Set<Planted> hit = new HashSet<>();
        private int right;
        private int wrong;

        Trial(Random random) {
            List<Timed> trace = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                burst(random, i, trace);
            }
            while (trace.size() < 10_000) {
                // Most of what happens is of no type that counts; the rest is spread unevenly over principals.
                boolean counts = random.nextInt(100) < 35;
                String type = counts ? TYPES.get(random.nextInt(3)) : random.nextBoolean() ? "session_opened" : "busy";
                int who = (int) Math.min(59, Math.abs(random.nextGaussian()) * 25);
                trace.add(new Timed(
                        (long) (random.nextDouble() * DAY.toMillis()),
                        event(type, "p" + who, "t" + random.nextInt(80))));
            }
            trace.sort(Comparator.comparingLong(Timed::at));
            ManualScheduler clock = new ManualScheduler();
            AnomalyDetector detector =
                    AnomalyDetector.builder().clock(clock.clock()).build();
            Instant start = clock.clock().instant();
            long now = 0;
            for (Timed timed : trace) {
                clock.advance(Duration.ofMillis(timed.at() - now));
                now = timed.at();
                detector.see(timed.event()).forEach(found -> judge(found, start));
            }
        }

        private void burst(Random random, int number, List<Timed> trace) {
            String type = TYPES.get(number % 3);
            String principal = "p" + (number * 3);
            long length = Duration.ofMinutes(5 + random.nextInt(40)).toMillis();
            long from = (long) (random.nextDouble() * (DAY.toMillis() - length));
            planted.add(new Planted(
                    type, principal, from, from + length + Duration.ofHours(1).toMillis()));
            int count = THRESHOLDS.get(type) + 1 + random.nextInt(20);
            for (int i = 0; i < count; i++) {
                trace.add(new Timed(
                        from + (long) (random.nextDouble() * length),
                        event(type, principal, "t" + random.nextInt(80))));
            }
        }

        private void judge(Anomaly found, Instant start) {
            long at = Duration.between(start, found.at()).toMillis();
            List<Planted> those = planted.stream()
                    .filter(one -> one.type().equals(found.type()))
                    .filter(one ->
                            found.scope().equals("principal") && one.principal().equals(found.key()))
                    .filter(one -> one.from() <= at && at <= one.to())
                    .toList();
            hit.addAll(those);
            right += those.isEmpty() ? 0 : 1;
            wrong += those.isEmpty() ? 1 : 0;
        }

        private static AuditEvent event(String type, String principal, String tool) {
            return new AuditEvent(type, principal, null, "files", tool, Map.of());
        }

        double precision() {
            return (double) right / (right + wrong);
        }

        double recall() {
            return (double) hit.size() / planted.size();
        }
    }
}
