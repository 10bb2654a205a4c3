package dev.trestle.mcp.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {

    private final Histogram histogram = new Histogram();

    @Test
    void percentiles_areOffByOneClassAtMost() {
        for (long value = 1; value <= 100_000; value++) {
            histogram.add(value * 1_000);
        }

        assertThat(histogram.count()).isEqualTo(100_000);
        assertThat(histogram.percentile(0.5)).isBetween(50_000_000L, 50_800_000L);
        assertThat(histogram.percentile(0.99)).isBetween(99_000_000L, 100_600_000L);
        assertThat(histogram.percentile(1)).isBetween(100_000_000L, 101_600_000L);
    }

    @Test
    void everyValue_isInAClassThatIsNotNarrowerThanIt() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >>> random.nextInt(8, 64);
            histogram.clear();
            histogram.add(value);
            assertThat(histogram.percentile(0.5)).isBetween(value, value + value / 64);
        }
    }

    @Test
    void smallAndNegativeValues_areCountedToo() {
        histogram.add(-5);
        histogram.add(0);
        histogram.add(63);

        assertThat(histogram.percentile(0.5)).isZero();
        assertThat(histogram.percentile(1)).isEqualTo(63);
    }

    @Test
    void percentile_isTheNearestRankAndNotTheNext() {
        for (long value = 1; value <= 50; value++) {
            histogram.add(value);
        }

        assertThat(histogram.percentile(0.14)).isEqualTo(7);
        assertThat(histogram.percentile(0.28)).isEqualTo(14);
        assertThat(histogram.percentile(0.99)).isEqualTo(50);
    }

    @Test
    void ofNothing_percentilesAreZero() {
        assertThat(histogram.percentile(0.99)).isZero();
    }
}
