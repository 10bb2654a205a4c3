package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.exchange.DelayLine;
import dev.trestle.mcp.http.options.HttpOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TimesTest extends ManualFixture {

    private static boolean answered(CallerExchange exchange) {
        return ((InMemoryCaller.Both.End) exchange).isAnswered();
    }

    @Test
    @Tag("limit:sseAfter")
    void callWithoutAnswer_becomesAStreamAfterSseAfterAndNotBefore() {
        serve(HttpOptions.builder().sseAfter(Duration.ofSeconds(3)).build());
        CallerExchange answer = call(open("2025-06-18"), 7, "hold");

        time.advance(Duration.ofMillis(2_900));
        assertThat(answered(answer)).isFalse();
        time.advance(Duration.ofMillis(200));

        assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
    }

    @Test
    @Tag("limit:bodyTimeout")
    void bodyThatDoesNotCome_isGivenUpAfterBodyTimeoutAndNotBefore() {
        serve(HttpOptions.builder().bodyTimeout(Duration.ofSeconds(7)).build());
        CallerExchange answer = client.open("POST", "/mcp", headers(), 100);
        answer.write("{".getBytes(StandardCharsets.UTF_8));

        time.advance(Duration.ofMillis(6_900));
        assertThat(answered(answer)).isFalse();
        time.advance(Duration.ofMillis(200));

        assertThat(answer.status()).isEqualTo(408);
    }

    @Test
    @Tag("limit:heartbeat")
    void heartbeat_comesOnlyAfterSilence() {
        serve(HttpOptions.builder().heartbeat(Duration.ofSeconds(15)).build());
        String session = open("2025-06-18");
        CallerExchange stream = listen(session);
        assertThat(stream.line()).isEqualTo(":");
        assertThat(stream.line()).isEmpty();

        time.advance(Duration.ofSeconds(16));
        assertThat(stream.line()).isEqualTo(":");
        assertThat(stream.line()).isEmpty();
        backend.peers.get(0).notified(FakeBackend.message("news"));
        time.advance(Duration.ofSeconds(15));
        time.advance(Duration.ofSeconds(15));

        assertThat(stream.line()).isEqualTo("event: message");
        assertThat(stream.line()).isEqualTo("id: 1-1");
        assertThat(stream.line()).contains("news");
        assertThat(stream.line()).isEmpty();
        assertThat(stream.line()).isEqualTo(":");
    }

    @Test
    void clientThatIsGone_isNoticedByTheHeartbeat() {
        String session = open("2025-06-18");
        listen(session).close();
        CallerExchange stays = listen(session);

        time.advance(Duration.ofMinutes(1));

        assertThat(gauge("eventStreams")).isEqualTo(1);
        assertThat(stays.status()).isEqualTo(200);
    }

    @Test
    void answeredCalls_leaveNothingToWaitFor() {
        DelayLine line = new DelayLine(Duration.ofSeconds(1), time.ticker());
        StringBuilder done = new StringBuilder();
        line.add(() -> done.append("a"));
        line.add(() -> done.append("b")).cancel();
        time.advance(Duration.ofMillis(500));
        line.add(() -> done.append("c"));

        line.tick();
        assertThat(done).isEmpty();
        time.advance(Duration.ofMillis(500));
        line.tick();
        assertThat(done).hasToString("a");
        assertThat(line.size()).isEqualTo(1);
        time.advance(Duration.ofMillis(500));
        line.tick();
        assertThat(done).hasToString("ac");
        assertThat(line.size()).isZero();
    }
}
