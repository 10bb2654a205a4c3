package dev.trestle.mcp.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.benchmark.report.PerformancePage;
import dev.trestle.mcp.benchmark.report.ReadmeTable;
import org.junit.jupiter.api.Test;

class BenchmarksTest {

    @Test
    void everythingThatHasBounds_isMeasured() {
        assertThat(Benchmarks.names()).doesNotHaveDuplicates().containsAll(PerformancePage.bounded());
    }

    @Test
    void everythingThatTheReadmeShows_isMeasured() {
        assertThat(Benchmarks.names()).containsAll(ReadmeTable.measurements());
    }
}
