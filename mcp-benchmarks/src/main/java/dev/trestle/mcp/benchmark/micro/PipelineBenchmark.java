package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.redact.RedactionOptions;
import dev.trestle.mcp.spi.BackendSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A call through the pipeline to a server that has its answer ready. What threads of their own do meanwhile, such as writing
 * lines, counts as far as it is in the caller's way.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PipelineBenchmark {

    @Param({
        "bare",
        "metrics",
        "spans",
        "access_log",
        "audit",
        "rate_limit",
        "access",
        "validation",
        "approval",
        "redaction",
        "redaction_of_results",
        "usual",
        "all"
    })
    String parts = "bare";

    @Param({"1024"})
    int size;

    private final Nobody nobody = new Nobody();
    private Calls calls = new Calls(0);
    private @Nullable Path folder;
    private @Nullable McpGateway gateway;
    private @Nullable BackendSession session;

    /** Makes the gateway and opens a session. */
    @Setup
    public void open() throws IOException {
        calls = new Calls(size);
        folder = Files.createTempDirectory("trestle-benchmark");
        McpGateway.Builder builder = McpGateway.builder()
                .backend(FixedServer.NAME, new FixedServer(size))
                .redaction(RedactionOptions.off());
        for (Part part : named(parts)) {
            part.addTo(builder, folder);
        }
        gateway = builder.build();
        session = gateway.view("")
                .orElseThrow()
                .open(nobody)
                .toCompletableFuture()
                .join();
    }

    private static Set<Part> named(String parts) {
        return switch (parts) {
            case "bare" -> Set.of();
            case "usual" -> EnumSet.of(Part.METRICS, Part.SPANS, Part.RATE_LIMIT, Part.ACCESS, Part.REDACTION);
            case "all" -> EnumSet.complementOf(EnumSet.of(Part.REDACTION));
            default -> Set.of(Part.valueOf(parts.toUpperCase(Locale.ROOT)));
        };
    }

    /** One call. */
    @Benchmark
    public CompletionStage<McpReply> call() {
        if (session == null) {
            throw new IllegalStateException("not open");
        }
        CompletionStage<McpReply> reply = session.call(calls.next(), nobody);
        if (!reply.toCompletableFuture().isDone()) {
            throw new IllegalStateException("a call waits that need not");
        }
        return reply;
    }

    /** Closes the gateway and deletes what was written. */
    @TearDown
    public void close() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        if (folder != null) {
            try (Stream<Path> written = Files.walk(folder)) {
                for (Path file :
                        List.copyOf(written.sorted(Comparator.reverseOrder()).toList())) {
                    Files.delete(file);
                }
            }
        }
    }
}
