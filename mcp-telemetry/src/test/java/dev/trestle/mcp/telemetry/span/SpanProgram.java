package dev.trestle.mcp.telemetry.span;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Calls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Says spans on 16 threads until it is told to end; then tells how many it said and how many were lost. */
final class SpanProgram {

    private SpanProgram() {}

    public static void main(String[] args) {
        SpanFile spans = SpanFile.in(Path.of(args[0]))
                .flushInterval(Duration.ofMillis(5))
                .buffer(100_000)
                .open();
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong said = new AtomicLong();
        McpReply reply = new McpReply.Result(JsonSlice.of("{}"));
        List<Thread> threads = Threads.start(16, number -> {
            for (int i = 0; !over.get(); i++) {
                spans.callEnded(Calls.tool(number + "-" + i, "{}"), reply, 1);
                said.incrementAndGet();
                LockSupport.parkNanos(200_000);
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            over.set(true);
            Threads.join(threads);
            spans.close();
            System.out.println("said " + said.get() + " lost " + spans.dropped());
            System.out.flush();
        }));
        System.out.println("started");
        Threads.join(Threads.start(1, number -> {
            while (!over.get()) {
                LockSupport.parkNanos(100_000_000);
            }
        }));
    }
}
