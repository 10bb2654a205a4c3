package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What is done to the bytes of a call: scanned once, spliced once; edited and decoded only if somebody asks. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

    private static final JsonSlice META = JsonSlice.of("{\"progressToken\":4711}");

    @Param({"text", "tree"})
    String shape = "text";

    @Param({"1024", "65536", "1048576"})
    int size;

    private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLimits.DEFAULT);
    private final SliceEditor editor = new SliceEditor();
    private final StrictJsonDecoder decoder = new StrictJsonDecoder();
    private final JsonSlice[] messages = new JsonSlice[Payloads.VARIANTS];
    private final Params[] params = new Params[Payloads.VARIANTS];
    private int turn;

    /** Makes the messages. */
    @Setup
    public void messages() {
        for (int i = 0; i < messages.length; i++) {
            messages[i] = Payloads.call(i, Payloads.arguments(shape, size, i));
            params[i] = ((Request) reader.read(messages[i])).params();
        }
    }

    private int next() {
        return turn++ & (Payloads.VARIANTS - 1);
    }

    /** One pass over a message. */
    @Benchmark
    public JsonRpcMessage scan() {
        return reader.read(messages[next()]);
    }

    /** The message for the server, with an id and a progress token of its own. */
    @Benchmark
    public JsonSlice splice() {
        RequestId id = RequestId.of(turn + 1_000L);
        return EnvelopeWriter.request(id, "tools/call", params[next()], id.json());
    }

    /** One member of the params replaced. */
    @Benchmark
    public JsonSlice edit() {
        return editor.with(params[next()].json(), "_meta", META);
    }

    /** The params as maps, lists and strings. */
    @Benchmark
    public @Nullable Object decode() {
        return decoder.decode(params[next()].json());
    }
}
