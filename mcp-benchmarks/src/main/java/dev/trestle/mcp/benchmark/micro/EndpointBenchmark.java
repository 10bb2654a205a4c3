package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
import org.openjdk.jmh.annotations.TearDown;

/** All that we do for a posted call, from the request's head to the last byte of the answer: everything but the container. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EndpointBenchmark {

    private static final String ACCEPT = "application/json, text/event-stream";
    private static final String VERSION = "2025-11-25";

    @Param({"legacy", "modern"})
    String era = "legacy";

    @Param({"100", "1024"})
    int size;

    private final byte[][] bodies = new byte[Payloads.VARIANTS][];
    private Map<String, List<String>> headers = Map.of();
    private @Nullable McpGateway gateway;
    private @Nullable McpEndpoint endpoint;
    private int turn;

    /** Makes the endpoint, and introduces a client if its era has that. */
    @Setup
    public void open() {
        gateway = McpGateway.builder()
                .backend(FixedServer.NAME, new FixedServer(size))
                .build();
        endpoint = McpEndpoint.of(gateway);
        boolean legacy = era.equals("legacy");
        for (int i = 0; i < bodies.length; i++) {
            String arguments = Payloads.arguments("text", size, i);
            bodies[i] = (legacy ? Payloads.call(i, arguments).toString() : Payloads.modernCall(i, arguments))
                    .getBytes(StandardCharsets.UTF_8);
        }
        headers = SinkExchange.headers(legacy ? introduced(endpoint) : modern());
        post(endpoint);
    }

    private static Map<String, String> introduced(McpEndpoint endpoint) {
        String initialize = """
                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
                "capabilities":{},"clientInfo":{"name":"benchmark","version":"1"}}}""";
        SinkExchange opening = new SinkExchange(
                "POST",
                SinkExchange.headers(Map.of("accept", ACCEPT, "content-type", "application/json")),
                initialize.getBytes(StandardCharsets.UTF_8));
        endpoint.handle(opening);
        String session = opening.answered("Mcp-Session-Id");
        if (session == null) {
            throw new IllegalStateException("no session: " + opening.status());
        }
        return Map.of(
                "accept", ACCEPT,
                "content-type", "application/json",
                "mcp-session-id", session,
                "mcp-protocol-version", VERSION);
    }

    private static Map<String, String> modern() {
        return Map.of(
                "accept", ACCEPT,
                "content-type", "application/json",
                "mcp-protocol-version", "2026-07-28",
                "mcp-method", "tools/call",
                "mcp-name", "echo");
    }

    /** One call, answered with one JSON body. */
    @Benchmark
    public SinkExchange post() {
        if (endpoint == null) {
            throw new IllegalStateException("not open");
        }
        return post(endpoint);
    }

    private SinkExchange post(McpEndpoint to) {
        SinkExchange exchange = new SinkExchange("POST", headers, bodies[turn++ & (Payloads.VARIANTS - 1)]);
        to.handle(exchange);
        if (exchange.status() != 200 || exchange.written() < size) {
            throw new IllegalStateException(
                    "answered with " + exchange.status() + ", " + exchange.written() + " bytes");
        }
        return exchange;
    }

    /** Closes both. */
    @TearDown
    public void close() {
        if (endpoint != null) {
            endpoint.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }
}
