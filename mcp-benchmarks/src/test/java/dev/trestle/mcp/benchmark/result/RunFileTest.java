package dev.trestle.mcp.benchmark.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {

    private static final Machine MACHINE = new Machine(2, "a \"fast\" one", 23_000, "6.1");

    @TempDir
    private Path folder;

    @Test
    void aRunThatWasWritten_isReadAsItWas() throws IOException {
        Figure ratio =
                Figure.ratio("stdio", "CPU against µ", List.of(1.0, 1.5, 2.0)).bound(1.4, null);
        Figure calls = Figure.absolute("calls", "calls", "1/s", List.of(4.0)).moreIsBetter();
        Run run = new Run("17", MACHINE, List.of(entry("load", ratio, calls), entry("scale", ratio)));

        RunFile.write(folder.resolve("new").resolve("run.json"), run);

        assertThat(RunFile.read(folder.resolve("new").resolve("run.json"))).isEqualTo(run);
    }

    @Test
    void aFileThatIsSomethingElse_isRefusedByName() throws IOException {
        Path file = Files.writeString(folder.resolve("other.json"), "{\"jdk\": 17}");

        assertThatThrownBy(() -> RunFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other.json");
    }

    @Test
    void aRunOfSome_replacesThoseAndKeepsTheOthers() {
        Figure old = Figure.ratio("a", "a", List.of(1.0));
        Figure young = Figure.ratio("a", "a", List.of(2.0));
        Run before = new Run("17.0.1", MACHINE, List.of(entry("x", old), entry("y", old), entry("gone", old)));
        Run after = new Run("17.0.1", MACHINE, List.of(entry("y", young), entry("w", young)));

        Run merged = before.replacedBy(after, List.of("w", "x", "y"));

        assertThat(merged)
                .isEqualTo(new Run("17.0.1", MACHINE, List.of(entry("w", young), entry("x", old), entry("y", young))));
    }

    @Test
    void figuresOfAnotherBuildOrMachine_areDropped() {
        Figure figure = Figure.ratio("a", "a", List.of(1.0));
        Run before = new Run("17.0.1", MACHINE, List.of(entry("x", figure), entry("y", figure)));
        Run update = new Run("17.0.2", MACHINE, List.of(entry("y", figure)));
        Run elsewhere = new Run("17.0.1", new Machine(4, "another", 23_000, "6.1"), List.of(entry("y", figure)));

        assertThat(before.replacedBy(update, List.of("x", "y"))).isEqualTo(update);
        assertThat(before.replacedBy(elsewhere, List.of("x", "y"))).isEqualTo(elsewhere);
    }

    @Test
    void aFileThatCannotBeWritten_leavesWhatWasThere() throws IOException {
        Path file = folder.resolve("run.json");
        Run run = new Run("17", MACHINE, List.of());
        RunFile.write(file, run);
        Entry withoutDate = new Entry("x", null, "abc1234", "run", new Outcome(List.of(), List.of()));
        Run broken = new Run("17", MACHINE, List.of(entry("w"), withoutDate));

        assertThatThrownBy(() -> RunFile.write(file, broken)).isInstanceOf(NullPointerException.class);

        assertThat(RunFile.read(file)).isEqualTo(run);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void aFigureThatIsNoNumber_isRefused() {
        assertThatThrownBy(() -> Figure.ratio("a", "a", List.of(1.0, Double.NaN, 0.5)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFailedMeasurement_hasNoFigures() {
        Entry failed = entry("x", Figure.ratio("a", "a", List.of(1.0))).failed(new IOException("it broke"));

        assertThat(failed.isFailed()).isTrue();
        assertThat(failed.outcome().notes()).containsExactly("FAILED: java.io.IOException: it broke");
    }

    @Test
    void bounds_areUpperOnesUnlessMoreIsBetter() {
        Figure figure = Figure.ratio("a", "a", List.of(0.8, 0.9, 1.0)).bound(0.9, 0.8);

        assertThat(figure.keepsMust()).isTrue();
        assertThat(figure.keepsReach()).isFalse();
        assertThat(figure.moreIsBetter().keepsReach()).isTrue();
        assertThat(figure.bound(1.0, 1.0).moreIsBetter().keepsMust()).isFalse();
    }

    private static Entry entry(String name, Figure... figures) {
        return new Entry(
                name,
                Instant.parse("2026-11-23T04:00:00Z"),
                "abc1234",
                "mcp-benchmarks/run",
                new Outcome(List.of(figures), List.of("a note")));
    }
}
