package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.CallerExchange.Sse;
import dev.trestle.mcp.session.SessionLimits;
import dev.trestle.mcp.spi.Authenticator;
import dev.trestle.mcp.spi.Authenticator.Outcome;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.RecordingListener;
import dev.trestle.mcp.testkit.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What every mount of the edge must do: the same, to the byte, whatever container is below it. */
abstract class HttpMountContract {

    static final String SESSION = "Mcp-Session-Id";
    private static final Duration SSE_AFTER = Duration.ofMillis(150);

    final FakeBackend backend = new FakeBackend();
    final RecordingListener listener = new RecordingListener();
    private McpGateway gateway;
    private McpEndpoint endpoint;
    private Caller client;
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** Mounts the endpoint and gives a client of it, whose close ends the mount. */
    abstract Caller mount(McpEndpoint endpoint) throws Exception;

    @BeforeEach
    void start() throws Exception {
        serve(HttpOptions.builder().sseAfter(SSE_AFTER), UnaryOperator.identity());
    }

    private void serve(HttpOptions.Builder options, UnaryOperator<McpEndpoint.Builder> with) throws Exception {
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

    private CallerExchange post(Map<String, String> headers, String body) {
        return keep(client.post(headers, body));
    }

    private CallerExchange send(String method, Map<String, String> headers) {
        return keep(client.send(method, "/mcp", headers));
    }

    private CallerExchange keep(CallerExchange exchange) {
        opened.add(exchange);
        return exchange;
    }

    private String initialize(String version, String... more) {
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

    private static String[] join(String[] some, String... more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private String open() {
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

    private CallerExchange call(String session, Object id, String tool) {
        return post(headers(SESSION, session), callBody(id, tool));
    }

    private CallerExchange listen(String session, String... more) {
        return send("GET", headers(join(more, SESSION, session, "Content-Type", "", "Accept", "text/event-stream")));
    }

    private static String error(CallerExchange answer) {
        Json body = Json.parse(answer.body());
        return answer.status() + "/" + body.at("/error/code").integer()
                + (body.has("/id") ? " id " + body.at("/id") : "");
    }

    // ---- answers

    @Test
    void answerFirst_isOneJsonBody() {
        CallerExchange answer = call(open(), 7, "echo");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        String expected = "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"echo\":\"echo\"}}";
        assertThat(answer.header("content-length")).isEqualTo(Integer.toString(expected.length()));
        assertThat(answer.body()).isEqualTo(expected);
    }

    @Test
    void idOfAString_comesBackAsAString() {
        assertThat(call(open(), "\"7\"", "echo").body()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":\"7\",");
    }

    @Test
    void errorOfTheBackend_is200InBand() {
        assertThat(error(call(open(), 7, "fail"))).isEqualTo("200/-32602 id 7");
    }

    @Test
    void notificationFirst_isAnEventStreamThatEndsWithTheAnswer() {
        CallerExchange answer = call(open(), 7, "notify");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
        assertThat(answer.header("cache-control")).isEqualTo("no-cache, no-transform");
        assertThat(answer.header("x-accel-buffering")).isEqualTo("no");
        Sse first = answer.event();
        assertThat(first.event()).isEqualTo("message");
        assertThat(Json.parse(first.data()).at("/params/data").text()).isEqualTo("first");
        assertThat(Json.parse(answer.event().data()).at("/result/told").bool()).isTrue();
        assertThat(answer.event()).isNull();
    }

    @Test
    void noAnswerForSseAfter_becomesAnEventStream() {
        CallerExchange answer = call(open(), 7, "hold");
        FakeBackend.Held held = backend.nextHeld();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
        held.answer("late");

        assertThat(Json.parse(answer.event().data()).at("/result/said").text()).isEqualTo("late");
        assertThat(answer.event()).isNull();
    }

    @Test
    void cancelledCall_isAnEventStreamWithoutEvents() {
        String session = open();
        CallerExchange answer = call(session, 7, "hold");
        backend.nextHeld();

        post(
                        headers(SESSION, session),
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}")
                .status();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.event()).isNull();
    }

    @Test
    void bigAnswer_arrivesWhole() {
        int size = 3 << 20;

        CallerExchange answer = call(open(), 7, "big" + size);

        assertThat(answer.body()).hasSize(size + "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"big\":\"\"}}".length());
    }

    @Test
    void bigAnswerOnAnEventStream_arrivesWhole() {
        int size = 3 << 20;
        CallerExchange answer = call(open(), 7, "hold");
        FakeBackend.Held held = backend.nextHeld();
        held.say("first");

        held.answer("y".repeat(size));

        assertThat(answer.event().data()).contains("first");
        assertThat(Json.parse(answer.event().data()).at("/result/said").text()).hasSize(size);
        assertThat(answer.event()).isNull();
    }

    @Test
    void hundredCallsAtOnce_eachGetTheirOwnAnswer() {
        String session = open();
        List<CallerExchange> answers = IntStream.range(0, 100)
                .mapToObj(i -> {
                    String tool = i % 3 == 0 ? "hold" + i : i % 3 == 1 ? "echo" + i : "notify" + i;
                    return i % 3 == 0 && i >= 60 ? call(session, i, "echo" + i) : call(session, i, tool);
                })
                .toList();
        List<CompletableFuture<Void>> answered = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            FakeBackend.Held held = backend.nextHeld();
            answered.add(
                    CompletableFuture.runAsync(() -> held.answer(held.call().target())));
        }

        Await.value("answers", CompletableFuture.allOf(answered.toArray(CompletableFuture[]::new)));
        for (int i = 0; i < 100; i++) {
            assertThat(answers.get(i).body()).contains("\"id\":" + i + ",\"result\"");
        }
    }

    // ---- sessions

    @Test
    void session_livesFromInitializeToDelete() {
        String session = open();
        assertThat(session).matches("[\\x21-\\x7E]{22,}");
        assertThat(backend.heard).containsExactly("notifications/initialized");
        CallerExchange stream = listen(session);
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.header("content-type")).isEqualTo("text/event-stream");

        CallerExchange deleted = send("DELETE", headers(SESSION, session, "Content-Type", ""));

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(stream.event()).isNull();
        assertThat(error(call(session, 1, "echo"))).isEqualTo("404/-32001 id 1");
        assertThat(error(listen(session))).isEqualTo("404/-32001");
        assertThat(error(send("DELETE", headers(SESSION, session)))).isEqualTo("404/-32001");
    }

    @Test
    void sessionHeader_isOnTheAnswerToInitializeOnly() {
        assertThat(call(open(), 7, "echo").header(SESSION)).isNull();
    }

    @Test
    void slowInitialize_tellsTheSessionBeforeTheAnswer() {
        backend.mayStart = new CompletableFuture<>();
        CallerExchange answer = post(headers(), initializeBody("2025-11-25"));

        assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
        String session = answer.header(SESSION);
        backend.mayStart.complete(null);

        assertThat(Json.parse(answer.event().data())
                        .at("/result/protocolVersion")
                        .text())
                .isEqualTo("2025-11-25");
        assertThat(call(session, 1, "echo").status()).isEqualTo(200);
    }

    @Test
    void backendThatDoesNotStart_isToldInBandWithoutASession() {
        backend.broken = true;

        CallerExchange answer = post(headers(), initializeBody("2025-11-25"));

        assertThat(answer.header(SESSION)).isNull();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("exit code 7", "backend_unavailable");
    }

    @Test
    void sessionOverMaxSessions_is503WithRetryAfter() throws Exception {
        serve(HttpOptions.builder(), with -> with.sessionLimits(limits(1, 16)));
        open();

        CallerExchange refused = post(headers(), initializeBody("2025-11-25"));

        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(error(refused)).isEqualTo("503/-32603 id 0");
    }

    @Test
    void streamOverMaxStreams_is409() throws Exception {
        serve(HttpOptions.builder(), with -> with.sessionLimits(limits(10, 2)));
        String session = open();
        assertThat(listen(session).status()).isEqualTo(200);
        assertThat(listen(session).status()).isEqualTo(200);

        assertThat(error(listen(session))).isEqualTo("409/-32603");
        assertThat(endpoint.gauges().get("eventStreams").getAsLong()).isEqualTo(2);
    }

    private static SessionLimits limits(int sessions, int streams) {
        SessionLimits d = SessionLimits.DEFAULT;
        return new SessionLimits(
                sessions,
                d.maxInFlight(),
                streams,
                d.idleTimeout(),
                d.sweepInterval(),
                d.outboxMessages(),
                d.outboxBytes(),
                d.outboxAge(),
                d.askTimeout());
    }

    @Test
    void question_goesOutOnTheCallsStreamAndItsAnswerComesByPost() {
        String session = open();
        CallerExchange answer = call(session, 7, "ask");
        Json question = Json.parse(answer.event().data());
        assertThat(question.at("/method").text()).isEqualTo("roots/list");

        CallerExchange posted = post(
                headers(SESSION, session),
                "{\"jsonrpc\":\"2.0\",\"id\":" + question.at("/id") + ",\"result\":{\"roots\":[]}}");

        assertThat(posted.status()).isEqualTo(202);
        assertThat(posted.body()).isEmpty();
        assertThat(answer.event().data()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"roots\":[]}}");
    }

    @Test
    void backendAsAView_hasSessionsOfItsOwn() {
        CallerExchange answer = keep(client.send("POST", "/mcp/fake", headers(), initializeBody("2025-11-25")));
        String session = answer.header(SESSION);

        assertThat(keep(client.send("POST", "/mcp/fake", headers(SESSION, session), callBody(1, "echo")))
                        .status())
                .isEqualTo(200);
        assertThat(error(keep(client.send("POST", "/mcp/other", headers(SESSION, session), callBody(1, "echo")))))
                .isEqualTo("404/-32001 id 1");
        assertThat(error(call(session, 1, "echo"))).isEqualTo("404/-32001 id 1");
    }

    @Test
    void anotherPrincipal_getsExactlyWhatAnUnknownSessionGets() throws Exception {
        serve(HttpOptions.builder().sseAfter(SSE_AFTER), with -> with.authenticator(byHeader()));
        String[] alice = {"X-User", "alice"};
        String session = initialize("2025-11-25", alice);
        CallerExchange running = post(headers(join(alice, SESSION, session)), callBody(7, "notify"));
        String event = running.event().id();
        String unknown = "A".repeat(session.length());

        for (String method : List.of("GET", "resume", "DELETE", "request", "answer", "notification", "initialize")) {
            assertThat(as("mallory", method, session, event))
                    .as(method)
                    .isEqualTo(as("mallory", method, unknown, event));
        }
        assertThat(post(headers(join(alice, SESSION, session)), callBody(8, "echo"))
                        .status())
                .isEqualTo(200);
    }

    private List<Object> as(String user, String method, String session, String event) {
        Map<String, String> headers = headers("X-User", user, SESSION, session);
        CallerExchange answer = switch (method) {
            case "GET", "DELETE" -> send(method, headers);
            case "resume" -> {
                headers.put("Last-Event-ID", event);
                yield send("GET", headers);
            }
            case "request" -> post(headers, callBody(7, "echo"));
            case "answer" -> post(headers, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
            case "initialize" -> post(headers, initializeBody("2025-11-25"));
            default -> post(headers, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}");
        };
        Map<String, String> told = answer.headers();
        told.remove("date");
        List<Object> all = List.of(answer.status(), told, answer.body());
        assertThat(answer.status()).isEqualTo(method.equals("initialize") ? 400 : 404);
        return all;
    }

    private static Authenticator byHeader() {
        return request -> request.header("X-User")
                .map(user -> switch (user) {
                    case "down" -> (Outcome) new Outcome.Unavailable();
                    case "banned" -> new Outcome.Forbidden("Bearer error=\"insufficient_scope\"");
                    case "broken" -> throw new IllegalStateException("defect");
                    default -> new Outcome.Authenticated(new Principal(user, true));
                })
                .orElse(new Outcome.Unauthenticated("Bearer realm=\"t\""));
    }

    @Test
    void authenticator_decidesBeforeAnythingElseIsLookedAt() throws Exception {
        serve(HttpOptions.builder(), with -> with.authenticator(byHeader()));

        CallerExchange unknown = keep(client.send("PUT", "/mcp/nowhere", Map.of()));
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.header("www-authenticate")).isEqualTo("Bearer realm=\"t\"");
        CallerExchange banned = send("POST", Map.of("X-User", "banned"));
        assertThat(banned.status()).isEqualTo(403);
        assertThat(banned.header("www-authenticate")).isEqualTo("Bearer error=\"insufficient_scope\"");
        CallerExchange down = send("POST", Map.of("X-User", "down"));
        assertThat(down.status()).isEqualTo(503);
        assertThat(down.header("retry-after")).isEqualTo("1");
        Logger log = (Logger) LoggerFactory.getLogger(Answer.class);
        log.setLevel(Level.OFF);
        assertThat(send("POST", Map.of("X-User", "broken")).status()).isEqualTo(500);
        log.setLevel(null);
    }

    // ---- refusals

    @Test
    void postWithoutBothTypesAccepted_is406() {
        String body = initializeBody("2025-11-25");
        assertThat(error(post(headers("Accept", "application/json"), body))).isEqualTo("406/-32000");
        assertThat(error(post(headers("Accept", "text/event-stream"), body))).isEqualTo("406/-32000");
        assertThat(error(post(headers("Accept", ""), body))).isEqualTo("406/-32000");
        assertThat(post(headers("Accept", "*/*"), body).status()).isEqualTo(200);
        assertThat(post(headers("Accept", "text/*;q=0.5 , APPLICATION/JSON; q=1"), body)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void getWithoutEventStreamAccepted_is406() {
        assertThat(error(send("GET", headers(SESSION, open(), "Accept", "application/json"))))
                .isEqualTo("406/-32000");
    }

    @Test
    void bodyThatIsNotJsonByItsType_is415() {
        String body = initializeBody("2025-11-25");
        assertThat(error(post(headers("Content-Type", "text/plain"), body))).isEqualTo("415/-32000");
        assertThat(error(post(headers("Content-Type", "application/jsonp"), body)))
                .isEqualTo("415/-32000");
        assertThat(error(post(headers("Content-Type", ""), body))).isEqualTo("415/-32000");
        assertThat(post(headers("Content-Type", "Application/JSON ; charset=utf-8"), body)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void versionThatNobodyKnows_is400AndAnotherLegacyOneIsAccepted() {
        String session = open();
        assertThat(error(post(headers(SESSION, session, "MCP-Protocol-Version", "1999-01-01"), callBody(1, "echo"))))
                .isEqualTo("400/-32000");
        assertThat(post(headers(SESSION, session, "MCP-Protocol-Version", "2025-03-26"), callBody(1, "echo"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void bodyThatIsNoMessage_is400WithTheCodeThatSaysWhy() {
        String session = open();
        assertThat(error(post(headers(SESSION, session), "{\"jsonrpc\":"))).isEqualTo("400/-32700");
        assertThat(error(post(headers(SESSION, session), ""))).isEqualTo("400/-32700");
        assertThat(error(post(headers(SESSION, session), "{}"))).isEqualTo("400/-32600");
        assertThat(error(post(headers(SESSION, session), "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":4}")))
                .isEqualTo("400/-32600 id 3");
        assertThat(error(post(headers(SESSION, session), "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"x\"}")))
                .isEqualTo("400/-32600");
    }

    @Test
    void requestWithoutASession_is400AndWithAnUnknownOne404() {
        assertThat(error(post(headers(), callBody(3, "echo")))).isEqualTo("400/-32000 id 3");
        assertThat(error(post(headers(SESSION, "nope"), callBody(3, "echo")))).isEqualTo("404/-32001 id 3");
        assertThat(error(post(headers(), "{\"jsonrpc\":\"2.0\",\"method\":\"x\"}")))
                .isEqualTo("400/-32000");
    }

    @Test
    void secondInitializeOfASession_is400() {
        assertThat(error(post(headers(SESSION, open()), initializeBody("2025-11-25"))))
                .isEqualTo("400/-32600 id 0");
    }

    @Test
    void otherMethods_are405WithAllow() {
        CallerExchange answer = send("PUT", headers());
        assertThat(answer.header("allow")).isEqualTo("GET, POST, DELETE");
        assertThat(error(answer)).isEqualTo("405/-32000");
        assertThat(send("OPTIONS", headers()).status()).isEqualTo(405);
    }

    @Test
    void unknownPaths_are404() {
        assertThat(keep(client.send("POST", "/mcp/nobody", headers(), callBody(1, "echo")))
                        .status())
                .isEqualTo(404);
        assertThat(keep(client.send("POST", "/mcpx", headers(), callBody(1, "echo")))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void bodyOverMaxBody_is413BothByItsLengthAndWhileRead() throws Exception {
        serve(HttpOptions.builder().maxBody(1000), UnaryOperator.identity());
        byte[] exact = padded(1000);
        CallerExchange fits = keep(client.open("POST", "/mcp", headers(), exact.length));
        fits.write(exact);
        fits.endBody();
        assertThat(fits.status()).isEqualTo(200);

        assertThat(error(post(headers(), new String(padded(1001), StandardCharsets.UTF_8))))
                .isEqualTo("413/-32000");
        for (int size : new int[] {1001, 1999, 10_000}) {
            CallerExchange chunked = keep(client.open("POST", "/mcp", headers(), -1));
            chunked.write(padded(size));
            if (size < 2000) {
                chunked.endBody();
            }
            assertThat(error(chunked)).as("chunked %s", size).isEqualTo("413/-32000");
        }
    }

    @Test
    void bodyOverMaxBodyByFar_is413BeforeAnyOfItIsRead() throws Exception {
        serve(HttpOptions.builder().maxBody(1000), UnaryOperator.identity());

        assertThat(error(keep(client.open("POST", "/mcp", headers(), 1 << 20)))).isEqualTo("413/-32000");
    }

    @Test
    void chunkedBodyInPieces_isReadWhole() {
        byte[] body = initializeBody("2025-11-25").getBytes(StandardCharsets.UTF_8);
        CallerExchange answer = keep(client.open("POST", "/mcp", headers(), -1));
        for (byte b : body) {
            answer.write(new byte[] {b});
        }
        answer.endBody();

        assertThat(answer.status()).isEqualTo(200);
    }

    private static byte[] padded(int size) {
        String body = initializeBody("2025-11-25");
        return (body + " ".repeat(size - body.length())).getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(longs = {500, -1})
    void bodyThatDoesNotCome_is408AfterBodyTimeout(long declared) throws Exception {
        serve(HttpOptions.builder().bodyTimeout(Duration.ofMillis(100)), UnaryOperator.identity());
        CallerExchange answer = keep(client.open("POST", "/mcp", headers(), declared));
        answer.write("{\"jsonrpc\":".getBytes(StandardCharsets.UTF_8));

        assertThat(error(answer)).isEqualTo("408/-32000");
    }

    @Test
    void foreignHostOrOrigin_is403BeforeTheBodyIsRead() {
        for (Map<String, String> foreign : List.of(
                headers("Host", "evil.example.com"),
                headers("Host", "127.0.0.1.evil.example.com:80"),
                headers("Origin", "http://evil.example.com"),
                headers("Origin", "null"),
                headers("Origin", "file://localhost"),
                headers("Origin", "localhost"))) {
            CallerExchange answer = keep(client.open("POST", "/mcp", foreign, 1000));
            assertThat(error(answer)).as(foreign.toString()).isEqualTo("403/-32000");
        }
    }

    @Test
    void ownHostsAndOrigins_areLetIn() {
        for (String name : List.of("localhost", "127.0.0.1", "[::1]", "LOCALHOST:8001", "localhost:1")) {
            Map<String, String> own = headers("Host", name, "Origin", "http://" + name);
            CallerExchange answer = post(own, initializeBody("2025-11-25"));
            assertThat(answer.status()).as(name).isEqualTo(200);
            assertThat(answer.header("access-control-allow-origin")).isEqualTo("http://" + name);
            assertThat(answer.header("access-control-expose-headers")).contains("Mcp-Session-Id");
            assertThat(answer.header("vary")).isEqualTo("Origin");
        }
    }

    @Test
    void preflightOfAnAllowedOrigin_saysWhatMayBeSent() {
        CallerExchange answer = send(
                "OPTIONS",
                Map.of(
                        "Origin", "http://localhost:6274",
                        "Access-Control-Request-Method", "POST",
                        "Access-Control-Request-Headers", "content-type,mcp-param-city"));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("http://localhost:6274");
        assertThat(answer.header("access-control-allow-methods")).isEqualTo("GET, POST, DELETE");
        assertThat(answer.header("access-control-allow-headers"))
                .contains("Authorization", "Last-Event-ID", "Mcp-Session-Id", "mcp-param-city");
    }

    // ---- streams

    @Test
    void primingEvent_beginsStreamsOfTheVersionThatHasIt() {
        CallerExchange newer = call(initialize("2025-11-25"), 7, "notify");
        assertThat(newer.event()).isEqualTo(new Sse("message", "1-0", ""));
        assertThat(newer.event().id()).isEqualTo("1-1");

        assertThat(call(initialize("2025-06-18"), 7, "notify").event().id()).isEqualTo("1-1");
    }

    @Test
    void listeningStream_bringsWhatBelongsToNoCall() {
        String session = initialize("2025-11-25");
        CallerExchange stream = listen(session);
        assertThat(stream.event()).isEqualTo(new Sse("message", "1-0", ""));

        backend.peers.get(0).notified(FakeBackend.message("news"));

        Sse news = stream.event();
        assertThat(news.id()).isEqualTo("1-1");
        assertThat(news.data()).contains("news");
    }

    @Test
    void silentStream_getsHeartbeats() throws Exception {
        serve(HttpOptions.builder().heartbeat(Duration.ofMillis(50)), UnaryOperator.identity());
        CallerExchange stream = listen(open());

        for (int i = 0; i < 3; i++) {
            assertThat(stream.line()).isEqualTo(":");
            assertThat(stream.line()).isEmpty();
        }
    }

    @Test
    void connectionCut_keepsTheCallAndItsResultFromEveryEventOn() {
        String session = initialize("2025-11-25");
        CallerExchange first = call(session, 7, "hold");
        FakeBackend.Held held = backend.nextHeld();
        held.say("one");
        held.say("two");
        assertThat(List.of(first.event().id(), first.event().id(), first.event().id()))
                .containsExactly("1-0", "1-1", "1-2");
        first.close();
        held.say("three");
        held.answer("done");
        assertThat(call(session, 8, "echo").status()).isEqualTo(200);

        for (int seen = 0; seen <= 4; seen++) {
            CallerExchange resumed = listen(session, "Last-Event-ID", "1-" + seen);
            assertThat(resumed.status()).isEqualTo(200);
            for (int next = seen + 1; next <= 4; next++) {
                Sse event = resumed.event();
                assertThat(event.id()).isEqualTo("1-" + next);
                assertThat(event.data())
                        .contains(List.of("", "one", "two", "three", "done").get(next));
            }
            assertThat(resumed.event()).isNull();
        }
        assertThat(held.call().cancellation().isCancelled()).isFalse();
    }

    @Test
    void resumedStream_goesOnWhileTheCallRuns() {
        String session = open();
        CallerExchange first = call(session, 7, "hold");
        FakeBackend.Held held = backend.nextHeld();
        held.say("one");
        String seen = first.event().id();
        first.close();

        CallerExchange resumed = listen(session, "Last-Event-ID", seen);
        assertThat(resumed.status()).isEqualTo(200);
        held.say("two");
        assertThat(resumed.event().data()).contains("two");
        held.answer("done");

        assertThat(resumed.event().data()).contains("done");
        assertThat(resumed.event()).isNull();
    }

    @Test
    void resumedListeningStream_bringsWhatWasSaidMeanwhileAndAfter() throws Exception {
        serve(HttpOptions.builder().heartbeat(Duration.ofMillis(50)), UnaryOperator.identity());
        String session = initialize("2025-11-25");
        CallerExchange first = listen(session);
        backend.peers.get(0).notified(FakeBackend.message("one"));
        backend.peers.get(0).notified(FakeBackend.message("two"));
        first.event();
        String seen = first.event().id();
        first.close();
        Await.until(
                "the stream is free",
                () -> endpoint.gauges().get("eventStreams").getAsLong() == 0);

        CallerExchange resumed = listen(session, "Last-Event-ID", seen);
        assertThat(resumed.event().data()).contains("two");
        backend.peers.get(0).notified(FakeBackend.message("three"));

        assertThat(resumed.event().data()).contains("three");
    }

    @Test
    void lastEventIdThatIsNotOurs_is400() {
        String session = open();
        call(session, 7, "notify").body();
        for (String id : List.of("1-3", "2-0", "1", "x-1", "1-", "-1-1", "1-99999999999999999999")) {
            assertThat(error(listen(session, "Last-Event-ID", id))).as(id).isEqualTo("400/-32000");
        }
    }

    @Test
    void eventsOfAnotherSession_areNeverReplayed() {
        String session = open();
        String event = call(session, 7, "notify").event().id();

        assertThat(error(listen(open(), "Last-Event-ID", event))).isEqualTo("400/-32000");
    }

    @Test
    void slowReader_isCutOffAndMayComeBack() throws Exception {
        serve(HttpOptions.builder().streamQueue(100_000), UnaryOperator.identity());
        String session = open();
        CallerExchange slow = call(session, 7, "hold");
        FakeBackend.Held held = backend.nextHeld();
        held.say("first");
        assertThat(slow.event().id()).isEqualTo("1-1");
        int said = 0;
        String large = "z".repeat(50_000);
        while (listener.drops(DropReason.SLOW_READER) == 0 && said < 2_000) {
            held.say(large);
            said++;
        }
        assertThat(listener.drops(DropReason.SLOW_READER)).isEqualTo(1);
        Await.until(
                "the stream is free",
                () -> endpoint.gauges().get("eventStreams").getAsLong() == 0);
        held.answer("done");

        CallerExchange resumed = listen(session, "Last-Event-ID", "1-" + (said + 1));

        assertThat(resumed.event().data()).contains("done");
        assertThat(held.call().cancellation().isCancelled()).isFalse();
    }

    // ---- stopping

    @Test
    void stoppingEndpoint_takesNoNewRequestsAndEndsTheRunningOnes() {
        String session = open();
        CallerExchange asked = call(session, 7, "ask");
        Json question = Json.parse(asked.event().data());
        endpoint.stopAccepting();

        CallerExchange refused = call(session, 8, "echo");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(error(refused)).isEqualTo("503/-32603 id 8");
        assertThat(error(listen(session))).isEqualTo("503/-32603");
        assertThat(error(post(headers(), initializeBody("2025-11-25")))).isEqualTo("503/-32603 id 0");
        assertThat(post(
                                headers(SESSION, session),
                                "{\"jsonrpc\":\"2.0\",\"id\":" + question.at("/id") + ",\"result\":{}}")
                        .status())
                .isEqualTo(202);
        assertThat(asked.event().data()).contains("\"id\":7,\"result\"");
    }

    @Test
    void closedEndpoint_keepsNothing() {
        String session = open();
        call(session, 7, "notify").body();
        CallerExchange stream = listen(session);
        assertThat(stream.status()).isEqualTo(200);

        Await.value("close", endpoint.close(Duration.ofSeconds(1)));

        assertThat(stream.event()).isNull();
        Await.until(
                "nothing is kept", () -> endpoint.gauges().values().stream().allMatch(gauge -> gauge.getAsLong() == 0));
    }
}
