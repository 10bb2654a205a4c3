package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static dev.trestle.mcp.http.edge.HttpMountFixture.callBody;
import static dev.trestle.mcp.http.edge.HttpMountFixture.initializeBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The flavour of 2024-11-05: what each refusal is, and that a stream is a session. */
class SseSessionTest extends SseFixture {

    private static final String NOTIFICATION = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}";

    // ---- what is refused

    @Test
    void otherMethods_are405AndNameThoseThatAreAllowed() {
        for (String method : List.of("DELETE", "PUT", "HEAD", "OPTIONS")) {
            CallerExchange answer = client.send(method, "/sse", headers());
            assertThat(header(answer, "Allow")).isEqualTo("GET, POST");
            assertThat(error(answer)).isEqualTo("405/-32000");
        }
    }

    @Test
    void getThatDoesNotTakeEvents_is406UnlessHeadersAreLenient() {
        assertThat(error(client.send("GET", "/sse", headers("Accept", "application/json"))))
                .isEqualTo("406/-32000");

        serve(HttpOptions.builder().lenientHeaders(true));
        assertThat(client.send("GET", "/sse", headers("Accept", "application/json"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void postThatIsNotJsonByItsType_is415UnlessHeadersAreLenient() {
        SseClient sse = initialized();
        assertThat(error(sse.exchange(callBody(1, "echo"), "Content-Type", "text/plain")))
                .isEqualTo("415/-32000");

        serve(HttpOptions.builder().lenientHeaders(true));
        assertThat(initialized()
                        .exchange(callBody(1, "echo"), "Content-Type", "text/plain")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void versionHeader_isIgnored() {
        SseClient sse = SseClient.connect(client, "/sse", "MCP-Protocol-Version", "1999-01-01");

        assertThat(sse.exchange(initializeBody("2024-11-05"), "MCP-Protocol-Version", "1999-01-01")
                        .status())
                .isEqualTo(202);
        assertThat(sse.message().has("/result")).isTrue();
    }

    @Test
    void sessionHeader_isIgnored() {
        SseClient sse = SseClient.connect(client, "/sse", "Mcp-Session-Id", "nobody");

        assertThat(sse.exchange(initializeBody("2024-11-05"), "Mcp-Session-Id", "nobody")
                        .status())
                .isEqualTo(202);
        assertThat(gauge("sessions")).isEqualTo(1);
    }

    @Test
    void bodyThatIsNoMessage_is400WithTheCodeThatSaysWhy() {
        SseClient sse = initialized();
        assertThat(error(sse.exchange("{\"jsonrpc\":"))).isEqualTo("400/-32700");
        assertThat(error(sse.exchange(""))).isEqualTo("400/-32700");
        assertThat(error(sse.exchange("{}"))).isEqualTo("400/-32600");
        assertThat(error(sse.exchange("[" + callBody(1, "echo") + "]"))).isEqualTo("400/-32600");
        assertThat(error(sse.exchange("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":4}")))
                .isEqualTo("400/-32600 id 3");
        assertThat(sse.call(1, "echo")).isEqualTo(202);
    }

    @Test
    void bodyOverMaxBody_is413() {
        serve(HttpOptions.builder().maxBody(1000));
        SseClient sse = initialized();

        assertThat(error(sse.exchange(callBody(1, "x".repeat(1000))))).isEqualTo("413/-32000");
        assertThat(sse.call(1, "echo")).isEqualTo(202);
    }

    @Test
    void bodyThatDoesNotCome_is408() {
        CallerExchange late = client.open("POST", initialized().uri(), headers(), 100);
        late.write(new byte[] {'{'});
        time.advance(HttpOptions.SPECIFICATION.requests().bodyTimeout().plusSeconds(1));

        assertThat(error(late)).isEqualTo("408/-32000");
    }

    @Test
    void postThatNamesNoSession_is400AndOneThatIsNotThere404() {
        assertThat(error(client.send("POST", "/sse", headers(), callBody(1, "echo"))))
                .isEqualTo("400/-32000 id 1");
        assertThat(error(client.send("POST", "/sse?x=y", headers(), NOTIFICATION)))
                .isEqualTo("400/-32000");
        assertThat(error(client.send("POST", "/sse?a=b&sessionId=nobody", headers(), callBody(1, "echo"))))
                .isEqualTo("404/-32001 id 1");
        assertThat(gauge("sessions")).isZero();
    }

    @Test
    void sessionOfAnotherView_is404() {
        String foreign = initialized().uri().replace("/sse", "/sse/fake");

        assertThat(error(client.send("POST", foreign, headers(), callBody(1, "echo"))))
                .isEqualTo("404/-32001 id 1");
    }

    @Test
    void sessionsOfTheTwoTransports_areUnknownToEachOther() {
        SseClient sse = initialized();
        String id = sse.uri().substring(sse.uri().indexOf('=') + 1);
        String plain = open("2025-06-18");

        assertThat(error(call(id, 1, "echo"))).isEqualTo("404/-32001 id 1");
        assertThat(error(listen(id))).isEqualTo("404/-32001");
        assertThat(client.send("DELETE", "/mcp", headers("Mcp-Session-Id", id)).status())
                .isEqualTo(404);
        assertThat(error(client.send("POST", "/sse?sessionId=" + plain, headers(), callBody(1, "echo"))))
                .isEqualTo("404/-32001 id 1");
        assertThat(sse.call(2, "echo")).isEqualTo(202);
        assertThat(sse.message().at("/id").integer()).isEqualTo(2);
    }

    @Test
    void anotherPrincipal_learnsNothingThatAnUnknownIdWouldNotTell() {
        serveSpecification(SseFixture::byUser);
        SseClient alice = SseClient.connect(client, "/sse", "X-User", "alice");
        List<String> bodies = List.of(
                callBody(1, "echo"),
                NOTIFICATION,
                initializeBody("2024-11-05"),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        for (String body : bodies) {
            assertThat(whole(alice.uri(), "mallory", body)).isEqualTo(whole("/sse?sessionId=nobody", "mallory", body));
        }
        assertThat(alice.exchange(initializeBody("2024-11-05"), "X-User", "alice")
                        .status())
                .isEqualTo(202);
    }

    private List<Object> whole(String uri, String user, String body) {
        CallerExchange answer = client.send("POST", uri, headers("X-User", user), body);
        assertThat(answer.status()).isEqualTo(404);
        return List.of(answer.status(), answer.headers(), answer.body());
    }

    @Test
    void initializeThatComesTwice_is400AndTheSessionGoesOn() {
        SseClient sse = initialized();

        assertThat(error(sse.exchange(initializeBody("2024-11-05")))).isEqualTo("400/-32600 id 0");
        assertThat(sse.call(1, "echo")).isEqualTo(202);
        assertThat(sse.message().has("/result")).isTrue();
        assertThat(backend.peers).hasSize(1);
    }

    @Test
    void requestBeforeInitialize_isAnsweredByAnErrorOnTheStream() {
        SseClient sse = SseClient.connect(client, "/sse");

        assertThat(sse.call(1, "echo")).isEqualTo(202);
        assertThat(sse.message().at("/error/code").integer()).isEqualTo(-32600);
    }

    @Test
    void idOfARunningRequest_is409AndTheRunningOneIsAnsweredOnce() {
        SseClient sse = initialized();
        assertThat(sse.call(7, "hold")).isEqualTo(202);
        FakeBackend.Held held = backend.nextHeld();

        assertThat(error(sse.exchange(callBody(7, "echo")))).isEqualTo("409/-32600 id 7");
        assertThat(sse.call("\"7\"", "echo")).isEqualTo(202);
        held.answer("done");

        assertThat(sse.message().at("/id").text()).isEqualTo("7");
        assertThat(sse.message().at("/result/said").text()).isEqualTo("done");
        assertThat(sse.call(7, "echo")).isEqualTo(202);
        assertThat(sse.message().at("/result/echo").text()).isEqualTo("echo");
    }

    @Test
    void moreRequestsThanMaxInFlight_areToldBusyOnTheStream() {
        serveSpecification(with -> with.sessionLimits(limits(10, 2)));
        SseClient sse = initialized();
        sse.call(1, "hold");
        sse.call(2, "hold");

        assertThat(sse.call(3, "hold")).isEqualTo(202);
        assertThat(sse.message().at("/error/data/trestle/code").text()).isEqualTo("busy");
    }

    @Test
    void streamsBeyondMaxSessions_are503AndOneThatEndsMakesRoom() {
        serveSpecification(with -> with.sessionLimits(limits(2, 64)));
        SseClient first = SseClient.connect(client, "/sse");
        open("2025-06-18");

        CallerExchange refused = get("/sse");
        assertThat(header(refused, "Retry-After")).isEqualTo("1");
        assertThat(error(refused)).isEqualTo("503/-32603");
        assertThat(gauge("sseStreams")).isEqualTo(1);
        first.close();
        initialized();
    }

    @Test
    void stoppingEndpoint_opensNoStreamsAndTakesAnswersOnly() {
        SseClient sse = initialized();
        sse.call(1, "hold");
        endpoint.stopAccepting();

        CallerExchange refused = get("/sse");
        assertThat(error(refused)).isEqualTo("503/-32603");
        assertThat(header(refused, "Connection")).isEqualTo("close");
        assertThat(error(sse.exchange(callBody(2, "echo")))).isEqualTo("503/-32603 id 2");
        assertThat(sse.post(NOTIFICATION)).isEqualTo(202);
        backend.nextHeld().answer("done");
        assertThat(sse.message().at("/result/said").text()).isEqualTo("done");
    }

    @Test
    void foreignOriginOrHost_is403UnlessThisPathIsNotJudged() {
        CallerExchange refused = get("/sse", "Origin", "https://evil.example.com");
        assertThat(error(refused)).isEqualTo("403/-32000");
        assertThat(header(refused, "X-Correlation-Id")).isNotEmpty();
        assertThat(get("/sse", "Host", "evil.example.com").status()).isEqualTo(403);
        assertThat(client.send("POST", initialized().uri(), headers("Origin", "null"), NOTIFICATION)
                        .status())
                .isEqualTo(403);

        serve(HttpOptions.builder().sseOriginCheck(false));
        assertThat(get("/sse", "Origin", "https://evil.example.com", "Host", "evil.example.com")
                        .status())
                .isEqualTo(200);
        assertThat(client.post(headers("Origin", "https://evil.example.com"), initializeBody("2025-11-25"))
                        .status())
                .isEqualTo(403);
    }

    // ---- the session and its stream

    @Test
    void sessionIds_areNewAndUnguessable() {
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < 200; i++) {
            try (SseClient sse = SseClient.connect(client, "/sse")) {
                seen.add(sse.uri());
            }
        }
        assertThat(seen).hasSize(200);
        assertThat(gauge("sessions")).isZero();
    }

    @Test
    void backendThatDoesNotStart_isToldOnTheStreamWhichEnds() {
        backend.broken = true;
        SseClient sse = SseClient.connect(client, "/sse");

        assertThat(sse.post(initializeBody("2024-11-05"))).isEqualTo(202);
        assertThat(sse.message().at("/error/message").text()).contains("exit code 7");
        assertThat(sse.stream().event()).isNull();
        assertThat(gauge("sessions")).isZero();
        assertThat(gauge("sseStreams")).isZero();
    }

    @Test
    void backendThatDies_endsTheStreamAfterTheRunningCallsAreAnswered() {
        SseClient sse = initialized();
        sse.call(1, "hold");
        sse.call(2, "hold");

        backend.die();

        List<Long> answered = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Json failed = sse.message();
            assertThat(failed.at("/error/message").text()).contains("exit code 9");
            answered.add(failed.at("/id").integer());
        }
        assertThat(answered).containsExactlyInAnyOrder(1L, 2L);
        assertThat(sse.stream().event()).isNull();
        assertThat(sse.call(3, "echo")).isEqualTo(404);
        assertThat(gauge("sseStreams")).isZero();
    }

    @Test
    void clientThatGoesWhileTheBackendStarts_leavesNothing() {
        backend.mayStart = new CompletableFuture<>();
        SseClient sse = SseClient.connect(client, "/sse");
        assertThat(sse.post(initializeBody("2024-11-05"))).isEqualTo(202);
        sse.close();
        assertThat(gauge("sessions")).isZero();

        backend.mayStart.complete(null);

        Await.until("the backend is closed", () -> backend.endings.size() == 1 && backend.alive() == 0);
        assertThat(gauge("sseStreams")).isZero();
    }

    @Test
    void openStream_keepsItsSessionHoweverLongNothingIsSaid() {
        serveSpecification(with -> with.sessionLimits(idleAfter(Duration.ofMillis(50))));
        SseClient sse = initialized();

        time.advance(Duration.ofSeconds(1));
        assertThat(gauge("sessions")).isEqualTo(1);
        assertThat(sse.call(1, "echo")).isEqualTo(202);
        assertThat(sse.message().has("/result")).isTrue();
    }

    @Test
    void streamThatEnds_leavesNoTimer() {
        for (int i = 0; i < 50; i++) {
            initialized().close();
        }
        time.advance(Duration.ofMinutes(1));
        assertThat(endpoint.gauges().values()).allMatch(gauge -> gauge.getAsLong() == 0);
        assertThat(backend.alive()).isZero();
    }

    // ---- where it is

    @Test
    void ssePath_isWhereTheBuilderSaysOrNowhere() {
        serveSpecification(with -> with.path("/api/mcp").ssePath("/api/old"));
        assertThat(SseClient.connect(client, "/api/old").uri()).startsWith("/api/old?");
        assertThat(SseClient.connect(client, "/api/old/fake").uri()).startsWith("/api/old/fake?");
        assertThat(get("/sse").status()).isEqualTo(404);
        assertThat(get("/api/old/").status()).isEqualTo(404);
        assertThat(endpoint.ssePath()).contains("/api/old");

        serveSpecification(with -> with.ssePath(null));
        assertThat(get("/sse").status()).isEqualTo(404);
        assertThat(endpoint.ssePath()).isEmpty();
    }

    @Test
    void pathsThatCannotBeToldApart_areRefused() {
        Map<String, String> wrong = Map.of("/sse", "/sse", "/a", "/a/b", "/a/b", "/a");
        wrong.forEach((path, sse) -> assertThatThrownBy(() ->
                        McpEndpoint.builder(gateway).path(path).ssePath(sse).build())
                .hasMessageContaining("ssePath"));
        assertThatThrownBy(() -> McpEndpoint.builder(gateway).ssePath("sse")).hasMessageContaining("ssePath");
        assertThatThrownBy(() -> McpEndpoint.builder(gateway).ssePath("/sse/")).hasMessageContaining("ssePath");
    }

    @Test
    void pathWithMoreSlashesThanOne_doesNotBecomeTheNameOfAHost() {
        InMemoryCaller.Both both = new InMemoryCaller.Both("GET", "/sse", headers(), -2, "//evil.example.com/sse");
        endpoint.handle(both);

        assertThat(both.caller.event().data()).startsWith("/evil.example.com/sse?sessionId=");
    }
}
