package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.servlet.McpServlet;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.RawHttp;
import dev.trestle.mcp.testkit.client.RawReply;
import java.net.URI;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the endpoint answers, as it is mounted. */
class MountPathsTest {

    private final FakeBackend backend = new FakeBackend();
    private final McpGateway gateway =
            McpGateway.builder().backend("fake", backend).build();
    private final McpEndpoint endpoint = McpEndpoint.builder(gateway)
            .options(HttpOptions.builder().sseAfter(Duration.ofMillis(50)).build())
            .build();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    private SocketCaller serve(Handler handler) throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
        return new SocketCaller(connector.getLocalPort(), server::stop);
    }

    @AfterEach
    void stop() throws Exception {
        endpoint.close();
        server.stop();
        gateway.close();
    }

    private long open(String gauge) {
        return endpoint.gauges().get(gauge).getAsLong();
    }

    private static int initialize(Caller client, String path) {
        try (CallerExchange answer =
                client.send("POST", path, headers(), HttpMountFixture.initializeBody("2025-11-25"))) {
            return answer.status();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/*, /app/mcp, /app/mcp/fake, /app/other, 404",
        "/, /app/mcp, /app/mcp/fake, /app/other, 404",
        "/tools/*, /app/tools, /app/tools/fake, /app/mcp, 405",
        "/deep/tools/*, /app/deep/tools, /app/deep/tools/fake, /app/deep/mcp, 405"
    })
    void servlet_answersWhereItIsMapped(
            String mapping, String defaultView, String backendView, String elsewhere, int otherwise) throws Exception {
        ServletContextHandler context = new ServletContextHandler("/app");
        ServletHolder holder = new ServletHolder(new McpServlet(endpoint));
        holder.setAsyncSupported(true);
        context.addServlet(holder, mapping);
        SocketCaller client = serve(context);

        assertThat(initialize(client, defaultView)).isEqualTo(200);
        assertThat(initialize(client, backendView)).isEqualTo(200);
        // 405 is what Jetty's own default servlet says, which gets what is not mapped.
        assertThat(initialize(client, elsewhere)).isEqualTo(otherwise);
        assertThat(initialize(client, defaultView + "/nobody")).isEqualTo(404);
    }

    @Test
    void servletAtOneExactPath_isTheDefaultView() throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder(new McpServlet(endpoint));
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/exact");
        SocketCaller client = serve(context);

        assertThat(initialize(client, "/exact")).isEqualTo(200);
        assertThat(initialize(client, "/exact/fake")).isEqualTo(405);
    }

    @Test
    void handler_takesItsOwnPathsOfAContextAndLeavesTheRest() throws Exception {
        Handler.Abstract other = new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.setStatus(299);
                callback.succeeded();
                return true;
            }
        };
        SocketCaller client =
                serve(new ContextHandler(new Handler.Sequence(new JettyHandler(endpoint), other), "/app"));

        assertThat(initialize(client, "/app/mcp")).isEqualTo(200);
        assertThat(initialize(client, "/app/mcp/fake?x=y")).isEqualTo(200);
        assertThat(initialize(client, "/app/mcpx")).isEqualTo(299);
        assertThat(initialize(client, "/app/mcp/")).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/*, /, /app/mcp, /sse",
        "/mcp/*, /sse/*, /app/mcp, /sse",
        "/mcp, /sse, /app/mcp, /sse",
        "/tools/*, /deep/sse/*, /app/tools, /deep/sse"
    })
    void servlet_answersBothTransportsWhereItIsMapped(String mapping, String other, String main, String sse)
            throws Exception {
        ServletContextHandler context = new ServletContextHandler("/app");
        ServletHolder holder = new ServletHolder(new McpServlet(endpoint));
        holder.setAsyncSupported(true);
        context.addServlet(holder, mapping);
        context.addServlet(holder, other);
        SocketCaller client = serve(context);

        assertThat(initialize(client, main)).isEqualTo(200);
        roundTrip(client, sse);
    }

    /** The URI of the endpoint event leads back through the context and the mapping. */
    private static void roundTrip(SocketCaller client, String sse) {
        try (CallerExchange stream = SseClient.get(client, "/app" + sse)) {
            String uri = stream.event().data();
            assertThat(uri).startsWith("/app" + sse + "?sessionId=");
            try (SseClient opened = new SseClient(client, stream, uri)) {
                opened.initialize();
            }
        }
    }

    @Test
    void handler_answersBothTransportsInAContext() throws Exception {
        SocketCaller client = serve(new ContextHandler(new JettyHandler(endpoint), "/app"));

        assertThat(initialize(client, "/app/mcp")).isEqualTo(200);
        roundTrip(client, "/sse");
        roundTrip(client, "/sse/fake");
    }

    @Test
    void bodyThatBreaksHttp_isTheClientsMistake() throws Exception {
        serve(new JettyHandler(endpoint));
        URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort());

        String request = String.join(
                "\r\n",
                "POST /mcp HTTP/1.1",
                "Host: localhost",
                "Accept: application/json, text/event-stream",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked",
                "Connection: close",
                "",
                "ZZ",
                "");

        RawReply answer = RawHttp.exchange(uri, request);

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void idleTimeoutOfJetty_endsNoStreamAndNoCall() throws Exception {
        connector.setIdleTimeout(200);
        SocketCaller client = serve(new JettyHandler(endpoint));
        CallerExchange opened = client.send("POST", "/mcp", headers(), HttpMountFixture.initializeBody("2025-06-18"));
        String session = opened.header("Mcp-Session-Id");
        CallerExchange call =
                client.send("POST", "/mcp", headers("Mcp-Session-Id", session), HttpMountFixture.callBody(1, "hold"));
        FakeBackend.Held held = backend.nextHeld();
        assertThat(call.status()).isEqualTo(200);

        // On a slow machine the answer to initialize was a stream too, and its end takes a moment.
        Await.until("one stream", () -> open("eventStreams") == 1);
        Await.stays("the stream is open", Duration.ofMillis(800), () -> open("eventStreams") == 1);
        held.answer("late");

        assertThat(call.event().data()).contains("late");
    }
}
