package dev.trestle.mcp.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.benchmark.report.PerformancePage;
import dev.trestle.mcp.benchmark.report.ReadmeTable;
import dev.trestle.mcp.benchmark.result.Entry;
import dev.trestle.mcp.benchmark.result.Figure;
import dev.trestle.mcp.benchmark.result.Machine;
import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.benchmark.result.Outcome;
import dev.trestle.mcp.benchmark.result.Plan;
import dev.trestle.mcp.benchmark.result.Run;
import dev.trestle.mcp.benchmark.result.RunFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarksTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void everythingThatHasBounds_isMeasured() {
        assertThat(Benchmarks.names()).doesNotHaveDuplicates().containsAll(PerformancePage.bounded());
    }

    @Test
    void everythingThatTheReadmeShows_isMeasured() {
        assertThat(Benchmarks.names()).containsAll(ReadmeTable.measurements());
    }

    @Test
    void aMeasurementThatFails_endsNeitherTheRunNorKeepsOlderFigures() throws Exception {
        assertThat(run(fake("a", () -> 1.0), fake("b", () -> 2.0))).isTrue();

        boolean well = run(
                fake("a", () -> {
                    throw new IOException("no answer");
                }),
                fake("b", () -> 3.0));

        assertThat(well).isFalse();
        assertThat(results().entries()).extracting(Entry::name).containsExactly("a", "b");
        assertThat(results().entries().get(0).outcome())
                .isEqualTo(new Outcome(List.of(), List.of("FAILED: java.io.IOException: no answer")));
        assertThat(results().entries().get(1).outcome().figures())
                .extracting(Figure::median)
                .containsExactly(3.0);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("benchmarks: FAILED, without figures: a: java.io.IOException: no answer");
    }

    @Test
    void anErrorOrAFigureThatIsNoNumber_failsToo() throws Exception {
        assertThat(run(
                        fake("a", () -> {
                            throw new AssertionError("wrong");
                        }),
                        fake("b", () -> Double.NaN),
                        fake("c", () -> 1.0)))
                .isFalse();

        assertThat(results().entries()).extracting(Entry::isFailed).containsExactly(true, true, false);
    }

    @Test
    void figuresOfAnotherBuild_areDroppedAndNamed() throws Exception {
        Entry old = new Entry("b", Instant.now(), "abc1234", "run", new Outcome(List.of(), List.of("old")));
        RunFile.write(folder.resolve("run.json"), new Run("another JDK", Machine.here(), List.of(old)));

        run(fake("a", () -> 1.0));

        assertThat(results().names()).containsExactly("a");
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("dropped figures of another JDK")
                .contains("[b]");
    }

    private boolean run(Measurement... measurements) throws Exception {
        List<Measurement> all = List.of(measurements);
        Options options = Options.of(
                List.of("--quick", "--results", folder.resolve("run.json").toString()),
                all.stream().map(Measurement::name).toList());
        return new Benchmarks(new PrintStream(said, true, StandardCharsets.UTF_8), options, all).run();
    }

    private Run results() throws IOException {
        return RunFile.read(folder.resolve("run.json"));
    }

    private static Measurement fake(String name, Callable<Double> figure) {
        return new Measurement() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int minutes() {
                return 1;
            }

            @Override
            public Outcome measure(Plan plan) throws IOException {
                try {
                    return new Outcome(List.of(Figure.ratio("figure", "a figure", List.of(figure.call()))), List.of());
                } catch (IOException | RuntimeException failed) {
                    throw failed;
                } catch (Exception other) {
                    throw new IOException(other);
                }
            }
        };
    }
}
