package dev.trestle.mcp.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.benchmark.result.Entry;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Machine;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PerformancePageTest {

    private static final Figure RATIO =
            Figure.ratio("handler-16", "CPU against the bare handler", List.of(1.2, 1.3, 1.4));

    private static String pageOf(Figure... figures) {
        Entry entry = new Entry(
                "in-process",
                Instant.parse("2026-11-23T06:00:00Z"),
                "abc1234",
                "mcp-benchmarks/run --only in-process",
                new Outcome(List.of(figures), List.of("One round was repeated.")));
        Run run = new Run("Vendor 17.0.1", new Machine(2, "a processor", 8_192, "6.1"), List.of(entry));
        return PerformancePage.of(new Results(Map.of(17, run)));
    }

    @Test
    void figure_standsWithQuartilesBoundsAndVerdict() {
        assertThat(pageOf(RATIO.bound(1.5, 1.35)))
                .contains(
                        "| CPU against the bare handler | ≤ 1.50× | ≤ 1.35× | 1.30× (1.25–1.35, n = 3) | reached | not"
                                + " measured |  |");
    }

    @Test
    void missedBound_isToldPlainly() {
        assertThat(pageOf(RATIO.bound(1.1, 1.0)))
                .contains("1.30× (1.25–1.35, n = 3) | **missed** |")
                .contains("On JDK 17 0 of 1 figures keep the bound that must be kept, and 0 of 1 the one that is");
    }

    @Test
    void keptBoundThatIsNotReached_isToldPlainly() {
        assertThat(pageOf(RATIO.bound(1.4, 1.0))).contains("| kept, not reached |");
        assertThat(pageOf(RATIO.bound(null, 1.0))).contains("| not reached |");
    }

    @Test
    void bound_ofWhatIsTheBetterTheMore_isALowerOne() {
        assertThat(pageOf(RATIO.bound(1.4, null).moreIsBetter()))
                .contains("| ≥ 1.40× |  | 1.30× (1.25–1.35, n = 3) | **missed**");
    }

    @Test
    void whatWasNotMeasured_isSaid() {
        assertThat(pageOf(RATIO))
                .contains("| **A server that is a child process** | | | not measured | | not measured | |")
                .contains("JDK 25: not measured");
    }

    @Test
    void figure_standsWithWhereItComesFrom() {
        assertThat(pageOf(RATIO))
                .contains(
                        "| `in-process` | `mcp-benchmarks/run --only in-process` | 2026-11-23 06:00 at abc1234 | not measured |")
                .contains("JDK 17: Vendor 17.0.1, on 2 cores of a processor, 8 GiB, Linux 6.1.")
                .contains("- One round was repeated.");
    }

    @Test
    void allocation_standsBehindTime() {
        Figure time = Figure.absolute("scan", "a scan", "ns", List.of(1_500.0));
        Figure bytes = Figure.absolute("scan-allocated", "a scan", "B", List.of(2_048.0));
        assertThat(pageOf(time, bytes)).contains("| a scan | 1.50 µs (1.50–1.50, n = 1); 2 KiB | not measured |\n");
    }

    @Test
    void nineRounds_needNotBeSaid() {
        Figure nine = Figure.ratio("handler-16", "CPU", List.of(1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2));
        assertThat(pageOf(nine)).contains("| CPU | 1.20× (1.20–1.20) |");
    }

    @Test
    void whatFailed_isSaidPlainly() {
        assertThat(pageOf())
                .contains("abc1234, **failed** |")
                .contains("`in-process` failed there, and has no figures.")
                .contains("- One round was repeated.");
    }
}
