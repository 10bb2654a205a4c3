package dev.trestle.mcp.telemetry.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.telemetry.line.RotatingFile;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk, and the end of the program, do to an audit log whose lines are chained. */
@Tag("e2:telemetry-chaos")
class AuditChaosTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    /** {@code /dev/full} answers every write as a full disk does. */
    @Test
    void diskIsFull_eventsAreKept_andWrittenWhenThereIsRoom() throws IOException {
        try (AuditLog log = AuditLog.to(file()).chain(true).open()) {
            say(log, "before");
            assertThat(log.flush(SOON)).isTrue();
            Files.move(file(), folder.resolve("aside"));
            Files.createSymbolicLink(file(), Path.of("/dev/full"));
            say(log, "full");
            assertThat(log.flush(Duration.ofMillis(300))).isFalse();
            assertThat(log.lost()).isZero();

            Files.delete(file());
            Files.move(folder.resolve("aside"), file());
            say(log, "after");
            assertThat(log.flush(SOON)).isTrue();
        }
        assertThat(targets()).containsExactly("before", "full", "after");
        assertThat(AuditLog.verify(file())).isEmpty();
    }

    @Test
    void diskIsFullFromTheStart_theChainBeginsWhenThereIsRoom() throws IOException {
        Files.createSymbolicLink(file(), Path.of("/dev/full"));
        try (AuditLog log = AuditLog.to(file()).chain(true).open()) {
            say(log, "first");
            assertThat(log.flush(Duration.ofMillis(300))).isFalse();
            Files.delete(file());
            assertThat(log.flush(SOON)).isTrue();
        }
        assertThat(targets()).containsExactly("first");
        assertThat(AuditLog.verify(file())).isEmpty();
    }

    @Test
    void killedWhileItWritesAndRotates_leavesAChainThatTheNextStartGoesOnWith() throws Exception {
        for (int round = 1; round <= 3; round++) {
            Process program = start();
            int files = 4 * round;
            Await.until(files + " files", () -> RotatingFile.filesOf(file()).size() >= files);
            program.destroyForcibly();
            assertThat(program.waitFor(40, TimeUnit.SECONDS)).isTrue();
        }
        try (AuditLog next = AuditLog.to(file()).chain(true).keep(1_000).open()) {
            say(next, "next");
        }
        assertThat(targets()).hasSizeGreaterThan(1_000).endsWith("next");
        assertThat(AuditLog.verify(file())).isEmpty();
    }

    @Test
    @Tag("e2:telemetry-shutdown")
    void toldToEndWhileItWrites_losesNothing() throws Exception {
        Process program = start();
        Await.until("3 files", () -> RotatingFile.filesOf(file()).size() >= 3);
        program.toHandle().destroy(); // that of the process would close its output
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();

        String last;
        try (BufferedReader reader = program.inputReader()) {
            last = reader.lines().reduce("", (first, second) -> second);
        }
        assertThat(last).isEqualTo("said " + targets().size() + " lost 0");
        assertThat(AuditLog.verify(file())).isEmpty();
    }

    private static void say(AuditLog log, String target) {
        assertThat(log.record(new AuditEvent("rate_limited", "ann", target, Map.of())))
                .isTrue();
    }

    private Process start() throws IOException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AuditProgram.class.getName(),
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        started.add(program);
        return program;
    }

    /** The targets of all events, the oldest first; fails on a line that is none. */
    private List<String> targets() throws IOException {
        List<String> targets = new ArrayList<>();
        for (Path one : RotatingFile.filesOf(file())) {
            text(one)
                    .lines()
                    .map(Json::parse)
                    .forEach(event -> targets.add(event.at("/target").text()));
        }
        return targets;
    }

    private static String text(Path file) throws IOException {
        if (!file.toString().endsWith(".gz")) {
            return Files.readString(file);
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Path file() {
        return folder.resolve("audit.jsonl");
    }
}
