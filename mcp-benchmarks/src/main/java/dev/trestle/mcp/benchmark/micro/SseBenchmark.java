package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.http.mount.HttpExchange;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.StreamOptions;
import dev.trestle.mcp.http.stream.EventStream;
import dev.trestle.mcp.http.stream.MemoryEvents;
import dev.trestle.mcp.http.stream.MessageFrame;
import dev.trestle.mcp.http.stream.ReplayLog;
import dev.trestle.mcp.http.stream.ReplayLogs;
import dev.trestle.mcp.http.stream.ResponseWriter;
import dev.trestle.mcp.json.JsonSlice;
import java.util.Map;
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

/** Events on their way to a client that reads at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SseBenchmark {

    private static final int QUEUED = 16;
    private static final StreamOptions OPTIONS = HttpOptions.SPECIFICATION.streams();

    @Param({"1024", "65536"})
    int size;

    private final JsonSlice[] messages = new JsonSlice[Payloads.VARIANTS];
    private SinkExchange client = client();
    private ResponseWriter writer = writer(client);
    private MemoryEvents events = new MemoryEvents(OPTIONS);
    private EventStream unheard = stream(events);
    private int turn;

    /** Makes the messages, and sees that each way brings them where they have to be; not while it is measured. */
    @Setup
    public void open() {
        for (int i = 0; i < messages.length; i++) {
            messages[i] = Payloads.slice(
                    "{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"result\":" + Payloads.result(size, i) + "}");
        }
        client = client();
        writer = writer(client);
        writer.release();
        events = new MemoryEvents(OPTIONS);
        unheard = stream(events);
        check();
    }

    private void check() {
        long before = client.written();
        write();
        long one = client.written() - before;
        drain();
        long sixteen = client.written() - before - one;
        keep();
        if (one < size || sixteen < (long) QUEUED * size || events.bytes() < size) {
            throw new IllegalStateException("of events of " + size + " bytes came: " + one + " of one, " + sixteen
                    + " of sixteen, and kept are " + events.bytes());
        }
    }

    private static SinkExchange client() {
        return new SinkExchange("GET", Map.of(), new byte[0]);
    }

    private static ResponseWriter writer(HttpExchange client) {
        return new ResponseWriter(client, Long.MAX_VALUE, () -> {});
    }

    private static EventStream stream(MemoryEvents events) {
        return new ReplayLog(new ReplayLogs(OPTIONS, events, System::nanoTime)).open(false);
    }

    private JsonSlice next() {
        return messages[turn++ & (Payloads.VARIANTS - 1)];
    }

    /** One event, written at once. */
    @Benchmark
    public void write() {
        writer.offer(new MessageFrame(next()));
        writer.flush();
    }

    /** Sixteen events that have queued up, in as few writes as may be. */
    @Benchmark
    @OperationsPerInvocation(QUEUED)
    public void drain() {
        for (int i = 0; i < QUEUED; i++) {
            writer.offer(new MessageFrame(next()));
        }
        writer.flush();
    }

    /** One event kept for a client that may come back. */
    @Benchmark
    public void keep() {
        unheard.send(next());
    }
}
