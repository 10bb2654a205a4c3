package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.link.RequestCorrelator;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.GatewayListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** A call out to a server and its answer back, on one thread: what a hop to another costs is not in it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CorrelatorBenchmark {

    private static final int AT_ONCE = 16;

    @Param({"128", "1024"})
    int size;

    private final ScheduledExecutorService unused = Executors.newSingleThreadScheduledExecutor();
    private final Nobody nobody = new Nobody();
    private Calls calls = new Calls(0);
    private RequestCorrelator alone = correlator(1);
    private RequestCorrelator several = correlator(AT_ONCE);

    /** Opens the links, and sees that all calls are answered with a result of the size; not while it is measured. */
    @Setup
    public void open() {
        calls = new Calls(size);
        alone = correlator(1);
        several = correlator(AT_ONCE);
        check(List.of(one()));
        List<CompletionStage<McpReply>> replies = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            replies.add(several.call(calls.next(), nobody));
        }
        check(replies);
    }

    private void check(List<CompletionStage<McpReply>> replies) {
        for (CompletionStage<McpReply> reply : replies) {
            McpReply came = reply.toCompletableFuture().getNow(null);
            if (!(came instanceof McpReply.Result result) || result.json().length() < size) {
                throw new IllegalStateException("a call was answered with " + came);
            }
        }
    }

    private RequestCorrelator correlator(int atOnce) {
        BackendContext context =
                new BackendContext(FixedServer.NAME, Runnable::run, Runnable::run, unused, new GatewayListener() {});
        RequestCorrelator made = new RequestCorrelator(new EchoLink(atOnce, size), context, 1_024, nobody);
        made.open();
        return made;
    }

    /** Ends the thread that nobody needed. */
    @TearDown
    public void close() {
        unused.shutdownNow();
    }

    /** One call at a time, each answered before the next. */
    @Benchmark
    public CompletionStage<McpReply> one() {
        return alone.call(calls.next(), nobody);
    }

    /** Sixteen calls at once, the last answered first. */
    @Benchmark
    @OperationsPerInvocation(AT_ONCE)
    public void sixteen(Blackhole replies) {
        for (int i = 0; i < AT_ONCE; i++) {
            replies.consume(several.call(calls.next(), nobody));
        }
    }
}
