package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One pass over the envelope of a call. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EnvelopeBenchmark {

    /** Bytes of the argument. */
    @Param({"1024", "65536", "1048576"})
    public int size;

    private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLimits.DEFAULT);
    private JsonSlice message = JsonSlice.EMPTY_OBJECT;

    /** Makes the message. */
    @Setup
    public void message() {
        String text =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\""
                        + "x".repeat(size) + "\"}}}";
        message = JsonSlice.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Scans.
     *
     * @return what was read
     */
    @Benchmark
    public JsonRpcMessage scan() {
        return reader.read(message);
    }
}
