package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.HttpOptionsBuilder;
import dev.trestle.mcp.testkit.RecordingListener;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A gateway over a fake backend, behind one mount of the edge, and a client of it. */
abstract class HttpMountFixture {

    static final String SESSION = "Mcp-Session-Id";
    static final Duration SSE_AFTER = Duration.ofMillis(150);

    final FakeBackend backend = new FakeBackend();
    final RecordingListener listener = new RecordingListener();
    McpGateway gateway;
    McpEndpoint endpoint;
    Caller client;
    final List<AutoCloseable> opened = new ArrayList<>();

    /** Mounts the endpoint and gives a client of it, whose close ends the mount. */
    abstract Caller mount(McpEndpoint endpoint) throws Exception;

    @BeforeEach
    void start() throws Exception {
        serve(HttpOptions.builder().sseAfter(SSE_AFTER), UnaryOperator.identity());
    }

    void serve(HttpOptionsBuilder options, UnaryOperator<McpEndpoint.Builder> with) throws Exception {
        stop();
        gateway = McpGateway.builder()
                .backend("fake", backend)
                .backend("other", new FakeBackend())
                .listener(listener)
                .build();
        endpoint = with.apply(McpEndpoint.builder(gateway).options(options.build()))
                .build();
        client = mount(endpoint);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable exchange : opened) {
            exchange.close();
        }
        opened.clear();
        if (client != null) {
            endpoint.close();
            client.close();
            gateway.close();
        }
    }

    CallerExchange post(Map<String, String> headers, String body) {
        return keep(client.post(headers, body));
    }

    CallerExchange send(String method, Map<String, String> headers) {
        return keep(client.send(method, "/mcp", headers));
    }

    CallerExchange keep(CallerExchange exchange) {
        opened.add(exchange);
        return exchange;
    }

    String initialize(String version, String... more) {
        CallerExchange answer = post(headers(more), initializeBody(version));
        assertThat(answer.status()).isEqualTo(200);
        String session = Objects.requireNonNull(answer.header(SESSION));
        assertThat(Json.parse(answer.body()).at("/result/protocolVersion").text())
                .isEqualTo(version);
        assertThat(post(
                                headers(join(more, SESSION, session)),
                                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .status())
                .isEqualTo(202);
        return session;
    }

    static String[] join(String[] some, String... more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    String open() {
        return initialize("2025-06-18");
    }

    static String initializeBody(String version) {
        return "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + version
                + "\",\"capabilities\":{\"roots\":{}},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
    }

    static String callBody(Object id, String tool) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\"}}";
    }

    CallerExchange call(String session, Object id, String tool) {
        return post(headers(SESSION, session), callBody(id, tool));
    }

    CallerExchange listen(String session, String... more) {
        return send("GET", headers(join(more, SESSION, session, "Content-Type", "", "Accept", "text/event-stream")));
    }

    static String error(CallerExchange answer) {
        Json body = Json.parse(answer.body());
        return answer.status() + "/" + body.at("/error/code").integer()
                + (body.has("/id") ? " id " + body.at("/id") : "");
    }
}
