package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** HTTP with SSE beside Streamable HTTP, in each mount. */
abstract class SseMountRules extends HttpStreamRules {

    private SseClient connect(String path) {
        SseClient sse = SseClient.connect(client, path);
        opened.add(sse);
        return sse;
    }

    private SseClient initialized() {
        SseClient sse = connect("/sse");
        sse.initialize();
        return sse;
    }

    private long gauge(String name) {
        return endpoint.gauges().get(name).getAsLong();
    }

    @Test
    void sseStream_tellsWhereToPostAndBringsTheAnswers() {
        SseClient sse = connect("/sse");
        assertThat(sse.stream().header("content-type")).isEqualTo("text/event-stream");
        assertThat(sse.stream().header("cache-control")).contains("no-store");
        assertThat(sse.stream().header("mcp-session-id")).isNull();
        sse.initialize();

        assertThat(sse.call("\"a\"", "echo")).isEqualTo(202);
        Json answer = sse.message();
        assertThat(answer.at("/id").text()).isEqualTo("a");
        assertThat(answer.at("/result/echo").text()).isEqualTo("echo");
        assertThat(sse.call(2, "fail")).isEqualTo(202);
        assertThat(sse.message().at("/error/code").integer()).isEqualTo(-32602);
        assertThat(sse.post("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}"))
                .isEqualTo(202);
        assertThat(sse.message().at("/id").integer()).isEqualTo(3);
    }

    @Test
    void sseStream_bringsWhatIsSaidDuringACallBeforeItsAnswer() {
        SseClient sse = initialized();
        assertThat(sse.call(1, "notify")).isEqualTo(202);

        assertThat(sse.message().at("/params/data").text()).isEqualTo("first");
        assertThat(sse.message().at("/id").integer()).isEqualTo(1);

        backend.peers.get(0).notified(FakeBackend.message("news"));
        assertThat(sse.message().at("/params/data").text()).isEqualTo("news");
    }

    @Test
    void questionOnTheSseStream_isAnsweredByAPost() {
        SseClient sse = initialized();
        assertThat(sse.call(1, "ask")).isEqualTo(202);
        Json question = sse.message();
        assertThat(question.at("/method").text()).isEqualTo("roots/list");

        assertThat(sse.post("{\"jsonrpc\":\"2.0\",\"id\":" + question.at("/id") + ",\"result\":{\"roots\":[]}}"))
                .isEqualTo(202);

        Json answer = sse.message();
        assertThat(answer.at("/id").integer()).isEqualTo(1);
        assertThat(answer.has("/result/roots")).isTrue();
    }

    @Test
    void closedSseStream_endsItsSessionAndItsBackend() throws Exception {
        serve(HttpOptions.builder().heartbeat(Duration.ofMillis(50)), UnaryOperator.identity());
        SseClient sse = initialized();
        assertThat(sse.call(1, "hold")).isEqualTo(202);
        assertThat(gauge("sseStreams")).isEqualTo(1);
        assertThat(backend.alive()).isEqualTo(1);

        sse.close();

        Await.until("the session is over", () -> gauge("sessions") == 0 && gauge("sseStreams") == 0);
        Await.until("its backend is told", () -> backend.alive() == 0);
        assertThat(gauge("streams")).isZero();
        assertThat(sse.call(2, "echo")).isEqualTo(404);
    }

    @Test
    void sseAndStreamableHttp_areServedSideBySide() {
        SseClient sse = initialized();
        String session = open();
        assertThat(sse.call(1, "hold")).isEqualTo(202);
        FakeBackend.Held first = backend.nextHeld();
        CallerExchange plain = call(session, 1, "hold2");
        FakeBackend.Held second = backend.nextHeld();

        second.answer("plain");
        first.answer("sse");

        assertThat(sse.message().at("/result/said").text()).isEqualTo("sse");
        assertThat(plain.body().isEmpty() ? "" : "said").isEqualTo("said");
        assertThat(gauge("sessions")).isEqualTo(2);
    }

    @Test
    void sseOfABackend_isBelowItsPath() {
        SseClient sse = connect("/sse/other");
        sse.initialize();
        assertThat(backend.peers).isEmpty();

        assertThat(keep(SseClient.get(client, "/sse/nobody")).status()).isEqualTo(404);
        assertThat(keep(client.send("POST", "/sse/nobody?sessionId=x", headers(), callBody(1, "echo")))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void silentSseStream_getsHeartbeats() throws Exception {
        serve(HttpOptions.builder().heartbeat(Duration.ofMillis(50)), UnaryOperator.identity());
        SseClient sse = connect("/sse");

        for (int i = 0; i < 3; i++) {
            assertThat(sse.stream().line()).isEqualTo(":");
            assertThat(sse.stream().line()).isEmpty();
        }
    }

    @Test
    void slowReaderOfSse_isCutOffAndItsSessionEnds() throws Exception {
        serve(HttpOptions.builder().streamQueue(100_000), UnaryOperator.identity());
        SseClient slow = initialized();
        assertThat(slow.call(1, "hold")).isEqualTo(202);
        FakeBackend.Held held = backend.nextHeld();
        String large = "z".repeat(50_000);
        for (int i = 0; listener.drops(DropReason.SLOW_READER) == 0 && i < 2_000; i++) {
            held.say(large);
        }

        Await.until("the reader is cut off", () -> listener.drops(DropReason.SLOW_READER) == 1);
        Await.until("the session is over", () -> gauge("sessions") == 0 && gauge("sseStreams") == 0);
        assertThat(slow.call(2, "echo")).isEqualTo(404);
    }

    @Test
    void closedEndpoint_endsSseStreams() {
        SseClient sse = initialized();

        Await.value("close", endpoint.close(Duration.ofSeconds(1)));

        assertThat(sse.stream().event()).isNull();
        Await.until(
                "nothing is kept", () -> endpoint.gauges().values().stream().allMatch(gauge -> gauge.getAsLong() == 0));
    }
}
