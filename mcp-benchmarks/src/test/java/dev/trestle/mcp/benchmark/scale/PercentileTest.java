package dev.trestle.mcp.benchmark.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentileTest {

    @Test
    void nearestRank_isOneOfTheValues() {
        List<Double> hundred =
                IntStream.rangeClosed(1, 100).mapToObj(value -> (double) value).toList();

        assertThat(Percentile.of(hundred, 0.99)).isEqualTo(99);
        assertThat(Percentile.of(hundred, 0.07)).isEqualTo(7);
        assertThat(Percentile.of(hundred, 1)).isEqualTo(100);
        assertThat(Percentile.of(hundred, 0)).isEqualTo(1);
        assertThat(Percentile.of(List.of(3.0, 1.0, 2.0), 0.5)).isEqualTo(2);
        assertThat(Percentile.of(List.of(3.0), 0.99)).isEqualTo(3);
    }
}
