package dev.trestle.mcp.telemetry.span;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that says spans, and how it may end. */
@Tag("e2:telemetry-chaos")
class SpanProcessTest {

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    @Tag("e2:telemetry-shutdown")
    void toldToEndWhileItWrites_losesNothing() throws Exception {
        Process program = start();
        awaitSpans(500);
        program.toHandle().destroy(); // that of the process would close its output
        assertThat(program.waitFor(40, TimeUnit.SECONDS)).isTrue();

        String last = output(program);
        List<String> names = SpanReader.names(folder);
        assertThat(last).isEqualTo("said " + names.size() + " lost 0");
        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void killedWhileItWrites_leavesAtMostHalfALine_whichTheNextStartTakesAway() throws Exception {
        for (int round = 1; round <= 3; round++) {
            Process program = start();
            awaitSpans(500 * round);
            program.destroyForcibly();
            assertThat(program.waitFor(40, TimeUnit.SECONDS)).isTrue();
        }
        try (SpanFile next = SpanFile.in(folder).open()) {
            next.callEnded(Calls.tool("next", "{}"), new McpReply.Result(JsonSlice.of("{}")), 1);
        }
        assertThat(SpanReader.names(folder)).hasSizeGreaterThan(1_400).endsWith("next");
    }

    /** A limit of the operating system on the size of files: real writes that fail after a part. */
    @Test
    void fileMayNotGrow_endsWithAWholeLine_andGoesOnInANewOne() throws Exception {
        Process program = start("sh", "-c", "ulimit -f 64; exec \"$@\"", "sh");
        awaitFullFile();
        Files.move(file(), folder.resolve("full"));
        awaitSpans(100);
        program.destroyForcibly();
        assertThat(program.waitFor(40, TimeUnit.SECONDS)).isTrue();

        List<String> full = SpanReader.spans(folder.resolve("full")).stream()
                .map(span -> span.at("/tool_name").text())
                .toList();
        assertThat(full).hasSizeGreaterThan(50).doesNotHaveDuplicates();
        assertThat(Files.size(folder.resolve("full"))).isGreaterThan(20_000);
    }

    private void awaitFullFile() {
        long[] seen = {0, 0};
        Await.until("the file stops growing", () -> {
            // It gets shorter at times: what was written of a batch that did not fit is taken back.
            long size = size();
            if (size > seen[0]) {
                seen[0] = size;
                seen[1] = System.nanoTime();
            }
            return size > 20_000 && System.nanoTime() - seen[1] > 500_000_000;
        });
    }

    private void awaitSpans(int count) {
        Await.until(count + " spans are written", () -> {
            try {
                return Files.exists(file()) && Files.readString(file()).lines().count() >= count;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private long size() {
        try {
            return Files.size(file());
        } catch (IOException e) {
            return 0;
        }
    }

    private Process start(String... before) throws IOException {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                SpanProgram.class.getName(),
                folder.toString()));
        Process program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        started.add(program);
        return program;
    }

    private static String output(Process program) throws IOException {
        try (BufferedReader reader = program.inputReader()) {
            return reader.lines().reduce("", (first, second) -> second);
        }
    }

    private Path file() {
        return folder.resolve(SpanFile.NAME);
    }
}
