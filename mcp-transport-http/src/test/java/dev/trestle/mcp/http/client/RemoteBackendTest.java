package dev.trestle.mcp.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.http.link.TestServer;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.log.LogCapture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteBackendTest {

    private static final String SECRET = "Bearer s3cr3t-t0ken-of-the-gateway";

    private final TestContext context = TestContext.create();
    private final RecordingPeer peer = new RecordingPeer();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private volatile TestServer.Handler calls = asked -> asked.result("{\"content\":[]}");
    private final TestServer server = serve(this::answer);

    private void answer(TestServer.Asked asked) throws Exception {
        if (asked.rpc().equals("initialize")) {
            asked.result("{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"serverInfo\":{}}");
        } else if (asked.rpc().equals("tools/call")) {
            calls.handle(asked);
        } else {
            asked.status(asked.method().equals("GET") ? 405 : 202);
        }
    }

    private TestServer serve(TestServer.Handler handler) {
        TestServer made = new TestServer(handler);
        opened.add(made);
        return made;
    }

    private CompletionStage<BackendSession> open(RemoteBackend.Builder builder) {
        RemoteBackend backend = builder.build();
        backend.attach(context.context());
        return Introduced.open(backend, peer).thenApply(session -> {
            opened.add(() -> session.close(Duration.ZERO));
            return session;
        });
    }

    private BackendSession session(RemoteBackend.Builder builder) {
        return Await.value("a session", open(builder));
    }

    /** Without a probe, so that what is asked is what the test asks. */
    private RemoteBackend.Builder to(TestServer where) {
        return RemoteBackend.url(where.url("/mcp"))
                .transport(RemoteTransport.STREAMABLE)
                .era(BackendEra.LEGACY);
    }

    private static McpReply.Failure failureOf(CompletionStage<?> stage) {
        Throwable why = Await.value("a failure", stage.handle((value, problem) -> problem));
        Throwable cause = why.getCause() == null ? why : why.getCause();
        return ((McpException) cause).failure();
    }

    private static McpReply call(BackendSession session) {
        return Await.value("a reply", session.call(Calls.tool("t", "{}"), new RecordingObserver()));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        context.close();
    }

    @Test
    void redirectWithinTheOrigin_isFollowedWithBodyAndHeaders() {
        TestServer moved = serve(asked -> {
            if (asked.path().equals("/mcp")) {
                asked.with("Location", "/elsewhere").status(307);
            } else {
                answer(asked);
            }
        });

        BackendSession session = session(to(moved).headers(Map.of("Authorization", SECRET)));

        assertThat(call(session)).isInstanceOf(McpReply.Result.class);
        assertThat(moved.asked("tools/call"))
                .extracting(TestServer.Asked::path, asked -> asked.header("Authorization"))
                .contains(tuple("/elsewhere", SECRET));
    }

    @Test
    void redirectToAnotherOrigin_isNotFollowed() {
        TestServer lure = serve(
                asked -> asked.with("Location", server.url("/mcp").toString()).status(307));

        McpReply.Failure failure = failureOf(open(to(lure).headers(Map.of("Authorization", SECRET))));

        assertThat(failure.error().message()).contains("another origin");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    @Tag("limit:maxRedirects")
    void redirectsWithoutEnd_areFollowedSoOftenAndNoMore() {
        TestServer circle = serve(asked -> asked.with("Location", "/mcp").status(308));

        McpReply.Failure failure = failureOf(open(to(circle).maxRedirects(3)));

        assertThat(failure.error().message()).contains("maxRedirects");
        assertThat(circle.asked()).hasSize(4);
    }

    @Test
    void valuesOfHeaders_areInNoLogAndNoMessage() {
        TestServer refusing = serve(asked -> asked.answer(401, "text/plain", asked.header("Authorization")));
        try (LogCapture logs = LogCapture.start()) {
            RemoteBackend.Builder builder = to(refusing).headers(Map.of("Authorization", SECRET));
            McpReply.Failure failure = failureOf(open(builder));

            assertThat(refusing.asked().get(0).header("Authorization")).isEqualTo(SECRET);
            assertThat(failure.error().json().toString()).contains("credential").doesNotContain(SECRET);
            logs.assertNoSecret(SECRET);
        }
    }

    @Test
    void serverThatTakesNeitherTransport_isToldOfAsSuch() {
        TestServer web = serve(asked -> asked.answer(404, "text/html", "nothing here"));

        McpReply.Failure failure = failureOf(open(RemoteBackend.url(web.url("/mcp"))));

        assertThat(failure.reason()).isEqualTo(TrestleError.BACKEND_UNAVAILABLE);
        assertThat(failure.error().message()).contains("HTTP 404").contains("HTTP with SSE was tried");
        assertThat(web.asked("GET")).hasSize(1);
    }

    @Test
    void serverThatFailsAgainAndAgain_isLeftAlone() {
        BackendSession session = session(to(server).breaker(2, Duration.ofSeconds(30), Duration.ofMinutes(5)));
        calls = asked -> asked.status(500);
        Await.until("it is left alone", () -> call(session).toString().contains("retryAfterMs"));
        int before = server.asked("tools/call").size();

        McpReply.Failure refused = (McpReply.Failure) call(session);

        assertThat(refused.reason()).isEqualTo(TrestleError.BACKEND_UNAVAILABLE);
        assertThat(before).isGreaterThanOrEqualTo(2);
        assertThat(server.asked("tools/call")).hasSize(before);
    }

    @Test
    void errorsOfTheClients_doNotCountAsFailuresOfTheServer() {
        BackendSession session = session(to(server).breaker(1, Duration.ofSeconds(30), Duration.ofMinutes(5)));
        calls = asked -> asked.status(400);
        call(session);
        calls = asked -> asked.result("{}");

        assertThat(call(session)).isInstanceOf(McpReply.Result.class);
    }

    @Test
    @Tag("limit:idleTimeout")
    void serverThatFallsSilent_failsTheCall() {
        BackendSession session = session(to(server).idleTimeout(Duration.ofMillis(300)));
        calls = TestServer.Asked::stall;

        assertThat(((McpReply.Failure) call(session)).error().message()).contains("idleTimeout");
    }

    @Test
    @Tag("limit:connectTimeout")
    void serverThatAcceptsNoConnection_isGivenUp() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full);
            URI url = URI.create("http://127.0.0.1:" + full.getLocalPort() + "/mcp");

            McpReply.Failure failure = failureOf(open(RemoteBackend.url(url)
                    .connectTimeout(Duration.ofMillis(300))
                    .connectRetries(0)));

            assertThat(failure.error().message()).contains("connectTimeout");
        }
    }

    /** Makes connections until the kernel takes no more. */
    private void fill(ServerSocket socket) {
        while (true) {
            Socket one = new Socket();
            opened.add(one);
            try {
                one.connect(socket.getLocalSocketAddress(), 300);
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    @Tag("limit:connectRetries")
    void serverThatIsStarting_isTriedAgainAsOftenAsAllowed() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        RemoteBackend.Builder builder = RemoteBackend.url(URI.create("http://127.0.0.1:" + port + "/mcp"));
        long before = System.nanoTime();

        McpReply.Failure failure = failureOf(open(builder.connectRetries(2)));

        assertThat(failure.error().message()).contains("cannot be reached");
        // Two waits, of 200 and 400 ms.
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(599));
        failureOf(open(builder.connectRetries(0)));
    }

    @Test
    @Tag("limit:maxConnections")
    void moreRequestsThanConnections_waitForOne() {
        CountDownLatch go = new CountDownLatch(1);
        calls = asked -> {
            go.await();
            asked.result("{}");
        };
        BackendSession session = session(to(server).maxConnections(1));
        CompletionStage<McpReply> first = session.call(Calls.tool("a", "{}"), new RecordingObserver());
        server.await("tools/call", 1);
        CompletionStage<McpReply> second = session.call(Calls.tool("b", "{}"), new RecordingObserver());
        Await.stays(
                "one at the server",
                Duration.ofMillis(200),
                () -> server.asked("tools/call").size() == 1);
        go.countDown();

        Await.value("the first", first);
        assertThat(Await.value("the second", second)).isInstanceOf(McpReply.Result.class);
    }

    @Test
    void lastSessionClosed_leavesNoThread() {
        BackendSession session = session(to(server).connectTimeout(Duration.ofSeconds(9)));
        assertThat(clientThreads()).isPositive();

        Await.value("closed", session.close(Duration.ZERO));

        Await.until("no thread of the client", () -> clientThreads() == 0);
    }

    private static long clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("trestle-http-client"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x/", "http://user:pw@host/", "http:///mcp", "http://host/#part", "mcp"})
    void urlThatIsNone_isRefused(String url) {
        assertThatThrownBy(() -> RemoteBackend.url(URI.create(url)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("url");
    }

    @Test
    void headerThatIsTheProtocolsOrNone_isRefusedWithoutItsValue() {
        for (Map<String, String> wrong :
                List.of(Map.of("Mcp-Session-Id", SECRET), Map.of("a b", SECRET), Map.of("X", SECRET + "\r\nY: z"))) {
            assertThatThrownBy(() -> to(server).headers(wrong).build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining(SECRET);
        }
    }
}
