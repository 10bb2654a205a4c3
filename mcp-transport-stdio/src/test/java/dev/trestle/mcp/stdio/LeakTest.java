package dev.trestle.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is left after many children, and what many idle ones cost the others. */
class LeakTest {

    private static final int ROUNDS = 50;
    private static final int IDLE = 100;

    private final TestContext context = TestContext.create();

    @AfterEach
    void stopThreads() {
        context.close();
    }

    private static long ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("trestle-stdio-test"))
                .count();
    }

    private static long processes() {
        return ProcessHandle.current().descendants().count();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @Test
    void manyRounds_leaveNoProcessNoThreadNoDescriptor() throws IOException {
        ChildLimit children = ChildLimit.of(2);
        StdioBackend backend = ShellServer.backend().children(children).build();
        backend.attach(context.context());
        round(backend, 0);
        round(backend, 1);
        long processes = processes();
        long descriptors = descriptors();

        for (int i = 0; i < ROUNDS; i++) {
            round(backend, i);
        }

        Await.until("all places are given back", () -> children.running() == 0);
        Await.until("no thread is left", () -> ourThreads() == 0);
        assertThat(processes()).isEqualTo(processes);
        assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
    }

    /** Every other one ends badly. */
    private static void round(StdioBackend backend, int number) {
        BackendSession session = Await.value("open", backend.open(new RecordingPeer()));
        String tool = number % 2 == 0 ? "pid" : "crash";
        McpReply reply = Await.value(tool, session.call(Calls.tool(tool, "{}"), new RecordingObserver()));
        assertThat(reply).isInstanceOf(number % 2 == 0 ? McpReply.Result.class : McpReply.Failure.class);
        Await.value("closed", session.close(Duration.ofSeconds(2)));
    }

    /** On virtual threads each idle child would hold a carrier, and 256 of them stop the JVM: hence real ones. */
    @Test
    void idleChildren_holdThreadsOfTheirOwnAndDisturbNobody() {
        try (Children idle = new Children(IDLE)) {
            List<StdioLink> links =
                    IntStream.range(0, IDLE).mapToObj(i -> idle.start("cat")).toList();
            links.forEach(Children::open);
            StdioBackend backend = ShellServer.backend().build();
            backend.attach(context.context());
            long begin = System.nanoTime();

            round(backend, 0);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
            // Only platform threads are listed here.
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("trestle-stdio-srv-"))
                            .filter(Thread::isDaemon)
                            .count())
                    .isEqualTo(IDLE);
        }
    }
}
