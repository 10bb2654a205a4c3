package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.http.edge.CallerExchange.Sse;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.Authenticator;
import dev.trestle.mcp.spi.Authenticator.Outcome;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What every mount of the edge must do: the same, to the byte, whatever container is below it. */
abstract class HttpMountContract extends SseMountRules {

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
        assertThat(answer.header("cache-control")).isEqualTo("no-store, no-transform");
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
    @Tag("limit:maxSessions")
    void sessionOverMaxSessions_is503WithRetryAfter() throws Exception {
        serve(HttpOptions.builder(), with -> with.sessionLimits(limits(1, 16)));
        open();

        CallerExchange refused = post(headers(), initializeBody("2025-11-25"));

        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(error(refused)).isEqualTo("503/-32603 id 0");
    }

    @Test
    @Tag("limit:maxStreams")
    @Tag("limit:maxStreamsPerSession")
    void streamOverMaxStreams_is409() throws Exception {
        serve(HttpOptions.builder(), with -> with.sessionLimits(limits(10, 2)));
        String session = open();
        assertThat(listen(session).status()).isEqualTo(200);
        assertThat(listen(session).status()).isEqualTo(200);

        assertThat(error(listen(session))).isEqualTo("409/-32603");
        assertThat(endpoint.gauges().get("eventStreams").getAsLong()).isEqualTo(2);
    }

    private static SessionLimits limits(int sessions, int streams) {
        return SessionLimits.builder().maxSessions(sessions).maxStreams(streams).build();
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

    // ---- stopping

    @Test
    void stoppingEndpoint_takesNoNewRequestsAndEndsTheRunningOnes() {
        String session = open();
        CallerExchange asked = call(session, 7, "ask");
        Json question = Json.parse(asked.event().data());
        endpoint.stopAccepting();

        CallerExchange refused = call(session, 8, "echo");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.header("connection")).isEqualTo("close");
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
