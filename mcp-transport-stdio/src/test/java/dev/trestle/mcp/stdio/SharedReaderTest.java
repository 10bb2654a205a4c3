package dev.trestle.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.era.backend.LinkLimits;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.stdio.pipe.SharedReader;
import dev.trestle.mcp.testkit.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SharedReaderTest {

    private static final String THREAD = "test-stderr-reader";

    private static StderrTail tail(InputStream in) {
        return new StderrTail(
                "s",
                in,
                new ChildOptions(1, 1, 20, 4096, Duration.ofSeconds(1), LinkLimits.DEFAULT),
                new SecretMask(Map.of(), Map.of(), Redactor.OFF));
    }

    private static long readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(THREAD))
                .count();
    }

    @Test
    void allAreReadByOneThread_whichGoesWithTheLast() {
        SharedReader reader = new SharedReader(task -> StdioThreads.startPump(THREAD, task));
        List<InputStream> streams = new ArrayList<>();
        List<StderrTail> tails = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            InputStream in = new ByteArrayInputStream("line\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
            streams.add(in);
            tails.add(tail(in));
            reader.add(tails.get(i));
        }

        Await.until("everything is read", () -> streams.stream().allMatch(SharedReaderTest::isEmpty));
        assertThat(readers()).isOne();
        assertThat(tails.get(49).lines()).hasSize(20).containsOnly("line");

        tails.forEach(reader::remove);
        Await.until("the thread is gone", () -> readers() == 0);

        InputStream late = new ByteArrayInputStream(new byte[10]);
        reader.add(tail(late));
        Await.until("another one reads", () -> isEmpty(late));
    }

    /** A pipe may hold 64 KiB; a child that is kept waiting each time it is full must not notice much of it. */
    @Test
    void childThatWritesWithoutEnd_goesOn() throws Exception {
        Process child = new ProcessBuilder(
                        "sh", "-c", "head -c 30000000 /dev/zero >&2; echo >&2; echo last words >&2; sleep 600")
                .start();
        SharedReader reader = new SharedReader(task -> StdioThreads.startPump(THREAD, task));
        try {
            StderrTail tail = tail(child.getErrorStream());
            reader.add(tail);
            // Not asked for meanwhile: whoever asks reads too.
            Await.until(
                    "it has written all", () -> child.toHandle().descendants().anyMatch(SharedReaderTest::sleeps));
            assertThat(tail.lines()).hasSize(2).endsWith("last words");
        } finally {
            child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static boolean sleeps(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("sleep");
    }

    private static boolean isEmpty(InputStream in) {
        try {
            return in.available() == 0;
        } catch (IOException e) {
            return true;
        }
    }
}
