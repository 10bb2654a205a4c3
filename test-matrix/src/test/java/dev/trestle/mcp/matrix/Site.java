package dev.trestle.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.everything.Gateways;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.HttpOptionsBuilder;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.client.RawHttp;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.program.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** A gateway behind HTTP on a port of its own, with the backends {@code one} (the default) and {@code other}. */
final class Site implements AutoCloseable {

    private static final int BEATS = 20;
    private static final Duration PATIENCE = Duration.ofMillis(250);

    static final String SESSION = "Mcp-Session-Id";
    static final String VERSION = "2025-11-25";

    /** Time of streams and sessions; it passes when the test says so. */
    final ManualScheduler time = new ManualScheduler();

    final CountingBackend one;
    final CountingBackend other;
    private final McpGateway gateway;
    private final McpEndpoint endpoint;
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final List<RawStream> streams = new CopyOnWriteArrayList<>();

    private Site(Plan plan) {
        one = new CountingBackend(plan.lane.backend(plan.fault), plan.held);
        other = new CountingBackend(plan.lane.backend(null), false);
        gateway = Gateways.builder()
                .backend("one", one)
                .backend("other", other)
                .requestTimeout(plan.requestTimeout)
                .build();
        endpoint = McpEndpoint.builder(gateway)
                .options(plan.options.build())
                .time(time, time.ticker())
                .build();
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new JettyHandler(endpoint));
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a site is to be. */
    static final class Plan {
        private final Lane lane;
        private final HttpOptionsBuilder options;
        private @Nullable Fault fault;
        private boolean held;
        private Duration requestTimeout = Duration.ofSeconds(30);

        Plan(Lane lane, Profile profile) {
            this.lane = lane;
            this.options = profile.options().toBuilder();
        }

        Plan with(Consumer<HttpOptionsBuilder> change) {
            change.accept(options);
            return this;
        }

        Plan fault(Fault which) {
            fault = which;
            return this;
        }

        /** Its backend opens no session before {@link CountingBackend#release}. */
        Plan held() {
            held = true;
            return this;
        }

        Plan requestTimeout(Duration silence) {
            requestTimeout = silence;
            return this;
        }

        Site open() {
            return new Site(this);
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    }

    /** A client that has said nothing yet. */
    RawMcpClient stranger() {
        return RawMcpClient.of(uri("/mcp"));
    }

    /** A client in a session of its own. */
    RawMcpClient client() {
        return client("/mcp");
    }

    RawMcpClient client(String path) {
        RawMcpClient client = RawMcpClient.of(uri(path));
        RawReply answer = client.initialize(VERSION, "{\"elicitation\":{},\"roots\":{}}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(client.sessionId()).isNotNull();
        return client;
    }

    /** A client that names a session that it has not opened. */
    RawMcpClient naming(String session) {
        return stranger().header(SESSION, session);
    }

    /** A stream for what belongs to no request; it is open when this returns. */
    RawStream listen(RawMcpClient client) {
        RawStream stream = client.openStream();
        streams.add(stream);
        assertThat(stream.status()).isEqualTo(200);
        return stream;
    }

    /** Sees to it that a stream is closed in the end. */
    RawStream keep(RawStream stream) {
        streams.add(stream);
        return stream;
    }

    /** A call that is not answered by itself; it has reached the backend when this returns. */
    RawStream stall(RawMcpClient client) {
        int before = one.calls().size();
        RawStream call = client.start("tools/call", "{\"name\":\"stall\",\"arguments\":{}}");
        streams.add(call);
        Await.until("the call to reach the backend", () -> one.calls().size() > before);
        return call;
    }

    /** Params of an initialize. */
    static String introduction() {
        return "{\"protocolVersion\":\"" + VERSION
                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"raw\",\"version\":\"1\"}}";
    }

    static String echo(String text) {
        return "{\"text\":\"" + text + "\"}";
    }

    long gauge(String name) {
        return Objects.requireNonNull(endpoint.gauges().get(name), name).getAsLong();
    }

    long sessions() {
        return gauge("sessions");
    }

    /** How many calls run. */
    long calls() {
        return Objects.requireNonNull(gateway.gauges().get("calls")).getAsLong();
    }

    /** Lets heartbeats go out, which is how a client that is gone is noticed, until something is so. */
    void beatUntil(BooleanSupplier so) {
        for (int beat = 1; beat < BEATS && !so.getAsBoolean(); beat++) {
            time.advance(HttpOptions.SPECIFICATION.streams().heartbeat());
            long patience = System.nanoTime() + PATIENCE.toNanos();
            while (!so.getAsBoolean() && System.nanoTime() - patience < 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        Await.until("what heartbeats bring about", so);
    }

    /** Sends a request and closes the connection without waiting for the answer. */
    void hangUpAfter(String request) {
        try (Socket socket = new Socket("127.0.0.1", connector.getLocalPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a session on a connection that is closed as soon as its answer is there. */
    String openAndHangUp() {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":" + introduction() + "}";
        Map<String, String> headers =
                Map.of("Host", "localhost", "Accept", RawMcpClient.ACCEPT_BOTH, "Content-Type", "application/json");
        return RawHttp.exchange(uri("/mcp"), RawHttp.request("POST", "/mcp", headers, body))
                .header(SESSION)
                .orElseThrow();
    }

    void stopAccepting() {
        endpoint.stopAccepting();
    }

    void closeEndpoint() {
        Await.value("the endpoint's end", endpoint.close(Duration.ofSeconds(2)));
    }

    /** Waits until neither sessions nor backends are left. */
    void awaitEmpty() {
        Await.until("all sessions to end", () -> sessions() == 0);
        Await.until("all backends to end", () -> one.open() == 0 && other.open() == 0);
    }

    /** Ends all; whatever the scenario was, nothing may be left. */
    @Override
    public void close() throws Exception {
        streams.forEach(RawStream::close);
        one.release();
        closeEndpoint();
        awaitEmpty();
        gateway.close();
        server.stop();
        assertThat(time.failures()).isEmpty();
    }
}
