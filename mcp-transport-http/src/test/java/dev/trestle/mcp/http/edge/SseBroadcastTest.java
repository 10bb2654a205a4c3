package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static dev.trestle.mcp.http.edge.HttpMountFixture.callBody;
import static dev.trestle.mcp.http.edge.HttpMountFixture.initializeBody;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.HttpOptionsBuilder;
import dev.trestle.mcp.http.options.SseOptions.Flavour;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The flavour in which all streams of a view bring the same. */
class SseBroadcastTest extends SseFixture {

    private static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

    @BeforeEach
    void broadcast() {
        serve(options());
    }

    private static HttpOptionsBuilder options() {
        return HttpOptions.builder().flavour(Flavour.BROADCAST);
    }

    private void serveWith(UnaryOperator<McpEndpoint.Builder> with) {
        serve(options(), with);
    }

    private CallerExchange stream(String... headers) {
        CallerExchange stream = get("/sse", headers);
        assertThat(stream.status()).isEqualTo(200);
        return stream;
    }

    private CallerExchange exchange(String body, String... headers) {
        return client.send("POST", "/sse", headers(headers), body);
    }

    private void post(String body, String... headers) {
        CallerExchange answer = exchange(body, headers);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
    }

    private static Json next(CallerExchange stream) {
        CallerExchange.Sse event = Objects.requireNonNull(stream.event(), "the stream has ended");
        assertThat(event.event()).isEqualTo("message");
        assertThat(event.id()).isEmpty();
        return Json.parse(event.data());
    }

    // ---- what is said

    @Test
    void stream_beginsAtOnceAndWithoutEndpointEvent() {
        CallerExchange stream = stream();

        assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(stream.line()).isEqualTo(":");
        assertThat(stream.line()).isEmpty();
        backend.peers.get(0).notified(FakeBackend.message("first"));
        assertThat(stream.line()).isEqualTo("event: message");
        assertThat(stream.line()).startsWith("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"");
        assertThat(stream.line()).isEmpty();
    }

    @Test
    void answers_comeOnEveryStreamOfTheViewInOneOrder() {
        List<CallerExchange> streams = List.of(stream(), stream(), get("/sse/fake"));
        CallerExchange other = get("/sse/other");
        post(initializeBody("2025-06-18"));
        post(INITIALIZED);
        for (int i = 1; i <= 20; i++) {
            post(callBody(i, "echo" + i));
        }
        backend.peers.get(0).notified(FakeBackend.message("news"));

        for (CallerExchange stream : streams) {
            Json opened = next(stream);
            assertThat(opened.at("/id").integer()).isZero();
            assertThat(opened.at("/result/protocolVersion").text()).isEqualTo("2024-11-05");
            for (int i = 1; i <= 20; i++) {
                Json answer = next(stream);
                assertThat(answer.at("/id").integer()).isEqualTo(i);
                assertThat(answer.at("/result/echo").text()).isEqualTo("echo" + i);
            }
            assertThat(next(stream).at("/params/data").text()).isEqualTo("news");
        }
        assertThat(other.status()).isEqualTo(404);
        assertThat(gauge("sseStreams")).isEqualTo(3);
        assertThat(gauge("sessions")).isEqualTo(1);
    }

    @Test
    void whatIsSaidDuringACall_comesOnEveryStreamBeforeItsAnswer() {
        List<CallerExchange> streams = List.of(stream(), stream());
        post(callBody("\"a\"", "notify"));

        for (CallerExchange stream : streams) {
            assertThat(next(stream).at("/params/data").text()).isEqualTo("first");
            assertThat(next(stream).at("/id").text()).isEqualTo("a");
        }
    }

    @Test
    void backendIsIntroducedOnce_howeverManyClientsDoSo() {
        stream();
        for (int i = 0; i < 3; i++) {
            post(initializeBody("2025-06-18"));
            post(INITIALIZED);
        }

        assertThat(backend.peers).hasSize(1);
        assertThat(backend.peers.get(0).client().protocolVersion()).isEqualTo("2024-11-05");
        assertThat(backend.heard).containsExactly("notifications/initialized");
        post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/other\"}");
        assertThat(backend.heard).containsExactly("notifications/initialized", "notifications/other");
    }

    @Test
    void sameIdOfSeveralClients_isAnsweredToEachOnce() {
        List<CallerExchange> streams = List.of(stream(), stream());
        List<FakeBackend.Held> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            post(callBody(1, "hold"));
            held.add(backend.nextHeld());
        }
        post(callBody("\"1\"", "echo"));
        for (int i = 2; i >= 0; i--) {
            held.get(i).answer("of " + i);
        }

        for (CallerExchange stream : streams) {
            assertThat(next(stream).at("/id").text()).isEqualTo("1");
            for (int i = 2; i >= 0; i--) {
                Json answer = next(stream);
                assertThat(answer.at("/id").integer()).isEqualTo(1);
                assertThat(answer.at("/result/said").text()).isEqualTo("of " + i);
            }
        }
    }

    @Test
    void cancellation_isPassedOnIfItCanMeanOneRequestOnly() {
        CallerExchange stream = stream();
        String cancel = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}";
        post(callBody(1, "hold"));
        FakeBackend.Held first = backend.nextHeld();
        post(callBody(1, "hold"));
        FakeBackend.Held second = backend.nextHeld();

        post(cancel);
        assertThat(first.call().cancellation().isCancelled()).isFalse();
        assertThat(second.call().cancellation().isCancelled()).isFalse();

        first.answer("done");
        assertThat(next(stream).at("/result/said").text()).isEqualTo("done");
        post(cancel);
        assertThat(second.call().cancellation().isCancelled()).isTrue();
        post(callBody(2, "echo"));
        assertThat(next(stream).at("/id").integer()).isEqualTo(2);
    }

    @Test
    void questionOfTheBackend_comesOnEveryStreamAndTheFirstAnswerCounts() {
        List<CallerExchange> streams = List.of(stream(), stream());
        post(callBody(7, "ask"));
        Json question = next(streams.get(0));
        assertThat(next(streams.get(1)).at("/id").toString())
                .isEqualTo(question.at("/id").toString());

        for (int i = 1; i <= 2; i++) {
            post("{\"jsonrpc\":\"2.0\",\"id\":" + question.at("/id") + ",\"result\":{\"n\":" + i + "}}");
        }

        for (CallerExchange stream : streams) {
            assertThat(next(stream).at("/result/n").integer()).isEqualTo(1);
        }
        post(callBody(8, "echo"));
        assertThat(next(streams.get(0)).at("/id").integer()).isEqualTo(8);
    }

    @Test
    void whatIsSaidWhileNoStreamIsOpen_waitsForTheFirstWithinBounds() {
        serveWith(with -> with.sessionLimits(idleAfter(Duration.ofMinutes(1))));
        for (int i = 1; i <= 4; i++) {
            post(callBody(i, "echo"));
        }

        CallerExchange first = stream();
        CallerExchange second = stream();
        post(callBody(5, "echo"));

        assertThat(IntStream.range(0, 3).mapToObj(i -> next(first).at("/id").integer()))
                .containsExactly(1L, 2L, 5L);
        assertThat(next(second).at("/id").integer()).isEqualTo(5);
        assertThat(backend.peers).hasSize(1);
    }

    @Test
    void whatHasWaited_isDeliveredHoweverShortTheQueueOfAStreamIs() {
        serve(options().streamQueue(1_000));
        for (int i = 1; i <= 4; i++) {
            post(callBody(i, "big2000"));
        }

        CallerExchange stream = stream();

        assertThat(IntStream.range(0, 4).mapToObj(i -> next(stream).at("/id").integer()))
                .containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void streamThatIsClosed_leavesTheSessionToWhoeverComesNext() {
        for (int i = 1; i <= 30; i++) {
            CallerExchange stream = stream();
            post(callBody(i, "echo"));
            assertThat(next(stream).at("/id").integer()).isEqualTo(i);
            stream.close();
            assertThat(gauge("sseStreams")).isZero();
        }
        assertThat(backend.peers).hasSize(1);
        assertThat(gauge("sessions")).isEqualTo(1);
        assertThat(gauge("streams")).isZero();
    }

    @Test
    void slowReader_isCutOffAndTheOthersReadOn() {
        serve(options().streamQueue(100_000));
        CallerExchange slow = stream();
        CallerExchange quick = stream();
        for (int i = 0; i < 20; i++) {
            post(callBody(i, "big50000"));
            assertThat(next(quick).at("/id").integer()).isEqualTo(i);
        }

        Await.until("the slow one is cut off", () -> gauge("sseStreams") == 1);
        assertThat(slow.status()).isEqualTo(200);
        post(callBody(99, "echo"));
        assertThat(next(quick).at("/id").integer()).isEqualTo(99);
    }

    // ---- the session that is shared

    @Test
    void manyAtOnce_openOneSessionAndArePassedOnInOrder() {
        backend.mayStart = new CompletableFuture<>();
        CallerExchange first = stream();
        List<InMemoryCaller.Both.End> posts = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            posts.add((InMemoryCaller.Both.End) exchange(callBody(i, "echo")));
        }
        CallerExchange second = stream();
        assertThat(posts).noneMatch(InMemoryCaller.Both.End::isAnswered);

        backend.mayStart.complete(null);

        assertThat(posts).allMatch(post -> post.status() == 202);
        assertThat(backend.peers).hasSize(1);
        for (CallerExchange stream : List.of(first, second)) {
            for (int i = 1; i <= 5; i++) {
                assertThat(next(stream).at("/id").integer()).isEqualTo(i);
            }
        }
    }

    @Test
    void backendThatDoesNotStart_is502ToAPostAndAnErrorOnAStreamWhichEnds() {
        backend.broken = true;
        CallerExchange refused = exchange(callBody(3, "echo"));
        assertThat(refused.status()).isEqualTo(502);
        Json body = Json.parse(refused.body());
        assertThat(body.at("/id").integer()).isEqualTo(3);
        assertThat(body.at("/error/message").text()).contains("exit code 7");

        CallerExchange stream = stream();
        assertThat(next(stream).at("/error/message").text()).contains("exit code 7");
        assertThat(stream.event()).isNull();
        assertThat(gauge("sessions")).isZero();
        assertThat(gauge("sseStreams")).isZero();

        backend.broken = false;
        CallerExchange again = stream();
        post(callBody(4, "echo"));
        assertThat(next(again).at("/id").integer()).isEqualTo(4);
    }

    @Test
    void backendThatDies_endsTheStreamsAfterTheRunningCallsAreAnswered() {
        List<CallerExchange> streams = List.of(stream(), stream());
        post(callBody(1, "hold"));
        post(callBody(1, "hold"));

        backend.die();

        for (CallerExchange stream : streams) {
            assertThat(next(stream).at("/error/message").text()).contains("exit code 9");
            assertThat(next(stream).at("/id").integer()).isEqualTo(1);
            assertThat(stream.event()).isNull();
        }
        assertThat(gauge("sessions")).isZero();
        CallerExchange after = stream();
        post(callBody(2, "echo"));
        assertThat(next(after).at("/id").integer()).isEqualTo(2);
        assertThat(backend.alive()).isEqualTo(1);
    }

    @Test
    void sharedSession_endsWhenNobodyHasUsedItForIdleTimeoutAndNotBefore() {
        serveWith(with -> with.sessionLimits(idleAfter(Duration.ofMillis(100))));
        CallerExchange stream = stream();
        time.advance(Duration.ofSeconds(1));
        assertThat(gauge("sessions")).isEqualTo(1);
        assertThat(backend.alive()).isEqualTo(1);

        stream.close();

        time.advance(Duration.ofMillis(50));
        assertThat(gauge("sessions")).isEqualTo(1);
        time.advance(Duration.ofMillis(200));
        assertThat(gauge("sessions")).isZero();
        assertThat(backend.alive()).isZero();
        CallerExchange again = stream();
        post(callBody(2, "echo"));
        assertThat(next(again).at("/id").integer()).isEqualTo(2);
    }

    @Test
    void closedEndpoint_endsStreamsAndBackends() {
        CallerExchange stream = stream();
        Await.value("close", endpoint.close(Duration.ofSeconds(1)));

        assertThat(stream.event()).isNull();
        assertThat(backend.alive()).isZero();
        assertThat(endpoint.gauges().values()).allMatch(gauge -> gauge.getAsLong() == 0);
        assertThat(error(exchange(callBody(1, "echo")))).isEqualTo("503/-32603 id 1");
    }

    @Test
    void principals_shareNothing() {
        serveWith(SseFixture::byUser);
        CallerExchange alice = stream("X-User", "alice");
        CallerExchange bob = stream("X-User", "bob");
        post(callBody(1, "echo"), "X-User", "alice");
        post(callBody(2, "echo"), "X-User", "bob");

        assertThat(next(alice).at("/id").integer()).isEqualTo(1);
        assertThat(next(bob).at("/id").integer()).isEqualTo(2);
        assertThat(backend.peers).hasSize(2);
    }

    @Test
    void streamsBeyondMaxSessions_are503() {
        serveWith(with -> with.sessionLimits(limits(2, 64)));
        stream();
        CallerExchange second = stream();

        CallerExchange refused = get("/sse");
        assertThat(header(refused, "Retry-After")).isEqualTo("1");
        assertThat(error(refused)).isEqualTo("503/-32603");
        second.close();
        stream();
    }

    @Test
    void sharedSessionBeyondMaxSessions_is503() {
        serveWith(with -> with.sessionLimits(limits(1, 64)));
        open("2025-06-18");

        assertThat(error(exchange(callBody(1, "echo")))).isEqualTo("503/-32603 id 1");
        assertThat(error(get("/sse"))).isEqualTo("503/-32603");
        assertThat(gauge("sseStreams")).isZero();
    }

    @Test
    void stoppingEndpoint_takesNoStreamsAndNoRequests() {
        stream();
        endpoint.stopAccepting();

        assertThat(error(get("/sse"))).isEqualTo("503/-32603");
        assertThat(error(exchange(callBody(1, "echo")))).isEqualTo("503/-32603 id 1");
        post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}");
    }

    // ---- who names a session of Streamable HTTP

    @Test
    void namedSession_isListenedToAndPostedTo() {
        String session = open("2025-06-18");
        CallerExchange own = stream("Mcp-Session-Id", session);
        CallerExchange shared = stream();
        assertThat(backend.peers).hasSize(2);

        post(callBody(5, "notify"), "Mcp-Session-Id", session);
        backend.peers.get(0).notified(new Notification("notifications/x", null));
        post(callBody(6, "echo"));

        assertThat(Json.parse(own.event().data()).at("/params/data").text()).isEqualTo("first");
        assertThat(Json.parse(own.event().data()).at("/id").integer()).isEqualTo(5);
        assertThat(Json.parse(own.event().data()).at("/method").text()).isEqualTo("notifications/x");
        assertThat(next(shared).at("/id").integer()).isEqualTo(6);
    }

    @Test
    void namedSessionThatIsNotThere_isAnsweredAsStreamableHttpDoesAndCreatesNothing() {
        assertThat(error(get("/sse", "Mcp-Session-Id", "nobody"))).isEqualTo("404/-32001");
        assertThat(error(exchange(callBody(1, "echo"), "Mcp-Session-Id", "nobody")))
                .isEqualTo("404/-32001 id 1");
        assertThat(error(exchange(initializeBody("2025-06-18"), "Mcp-Session-Id", "nobody")))
                .isEqualTo("404/-32001 id 0");
        assertThat(backend.peers).isEmpty();
        assertThat(gauge("sessions")).isZero();

        serve(options().unknownSessionStatus(400));
        assertThat(error(get("/sse", "Mcp-Session-Id", "nobody"))).isEqualTo("400/-32001");
        assertThat(backend.peers).isEmpty();
    }

    @Test
    void duplicateIdInANamedSession_is409() {
        String session = open("2025-06-18");
        post(callBody(5, "hold"), "Mcp-Session-Id", session);

        assertThat(error(exchange(callBody(5, "echo"), "Mcp-Session-Id", session)))
                .isEqualTo("409/-32600 id 5");
    }

    @Test
    void initializeInANamedSession_is400UnlessClientsMayJoin() {
        String session = open("2025-06-18");
        assertThat(error(exchange(initializeBody("2025-06-18"), "Mcp-Session-Id", session)))
                .isEqualTo("400/-32600 id 0");

        serve(options().clientChosenSessionIds(true));
        String joined = open("2025-06-18");
        CallerExchange stream = stream("Mcp-Session-Id", joined);
        post(initializeBody("2025-06-18"), "Mcp-Session-Id", joined);
        assertThat(Json.parse(stream.event().data()).at("/id").integer()).isZero();
    }

    // ---- what is refused

    @Test
    void bodyThatIsNoMessage_is400() {
        assertThat(error(exchange("{\"jsonrpc\":"))).isEqualTo("400/-32700");
        assertThat(error(exchange(""))).isEqualTo("400/-32700");
        assertThat(error(exchange("{}"))).isEqualTo("400/-32600");
        assertThat(error(exchange("null"))).isEqualTo("400/-32600");
        assertThat(backend.peers).isEmpty();
    }

    @Test
    void unknownBackend_is404() {
        assertThat(get("/sse/nobody").status()).isEqualTo(404);
        assertThat(client.send("POST", "/sse/nobody", headers(), callBody(1, "echo"))
                        .status())
                .isEqualTo(404);
        assertThat(get("/stream").status()).isEqualTo(404);
    }

    @Test
    void phase1_letsAnyPageIn() {
        serve(HttpOptions.PHASE1.toBuilder());
        CallerExchange stream = stream("Origin", "https://evil.example.com", "Accept", "*/*");
        post(callBody(1, "echo"), "Origin", "https://evil.example.com", "Content-Type", "text/plain");

        assertThat(next(stream).at("/id").integer()).isEqualTo(1);
        assertThat(stream.header("Access-Control-Allow-Origin")).isNull();
    }
}
