package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.http.options.HttpOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that ends connections though their streams go on, and clients that come back (2025-11-25). */
class PollingTest extends ManualFixture {

    private static final Duration LIFE = Duration.ofSeconds(50);

    private void serveWithLife() {
        serve(HttpOptions.builder().connectionLife(LIFE).build());
    }

    private static List<String> lines(CallerExchange stream, int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(String.valueOf(stream.line()));
        }
        return lines;
    }

    @Test
    @Tag("limit:retry")
    void primingEvent_tellsHowLongToWait() {
        serve(HttpOptions.builder().retry(Duration.ofMillis(2_500)).build());

        assertThat(lines(listen(open("2025-11-25")), 4)).containsExactly("id: 1-0", "retry: 2500", "data:", "");
    }

    @Test
    void olderVersions_areToldNothing() {
        serveWithLife();
        CallerExchange stream = listen(open("2025-06-18"));

        assertThat(lines(stream, 2)).containsExactly(":", "");
        time.advance(LIFE.multipliedBy(3));
        backend.peers.get(0).notified(FakeBackend.message("still there"));

        assertThat(nextEvent(stream)).contains("still there");
    }

    @Test
    @Tag("limit:connectionLife")
    void connectionLife_endsTheConnectionButNotTheCall() {
        serveWithLife();
        String session = open("2025-11-25");
        CallerExchange first = call(session, 7, "hold");
        FakeBackend.Held held = backend.nextHeld();
        held.say("one");
        time.advance(LIFE.minusMillis(200));
        held.say("two");
        time.advance(Duration.ofMillis(400));
        held.say("three");

        assertThat(eventIds(first)).containsExactly("1-0", "1-1", "1-2");
        CallerExchange second = resume(session, "1-2");
        held.say("four");
        time.advance(LIFE.plusMillis(200));
        assertThat(eventIds(second)).containsExactly("1-3", "1-4");
        held.answer("done");
        assertThat(eventIds(resume(session, "1-4"))).containsExactly("1-5");
        assertThat(held.call().cancellation().isCancelled()).isFalse();
    }

    @Test
    void questionWhileTheClientIsAway_isAskedWhenItIsBack() {
        serveWithLife();
        String session = open("2025-11-25");
        CallerExchange first = call(session, 7, "hold");
        FakeBackend.Held held = backend.nextHeld();
        held.say("one");
        time.advance(LIFE.plusMillis(200));
        assertThat(eventIds(first)).containsExactly("1-0", "1-1");

        held.observer().ask(new InputRequest("roots/list", null));
        held.say("after");
        CallerExchange second = resume(session, "1-1");

        assertThat(second.event().data()).contains("roots/list");
        assertThat(second.event().data()).contains("after");
    }

    /** The network cut it: nobody knows whether this client comes back, so the question takes any way there is. */
    @Test
    void questionAfterACut_isAskedOnTheStreamThatIsResumed() {
        String session = open("2025-11-25");
        CallerExchange first = call(session, 7, "hold");
        FakeBackend.Held held = backend.nextHeld();
        held.say("one");
        first.close();
        time.advance(Duration.ofSeconds(20));

        held.observer().ask(new InputRequest("roots/list", null));

        assertThat(resume(session, "1-1").event().data()).contains("roots/list");
    }

    @Test
    void listeningStream_losesNothingWhileItsClientIsAway() {
        serveWithLife();
        String session = open("2025-11-25");
        CallerExchange stream = listen(session);
        int seen = 0;
        for (int round = 0; round < 5; round++) {
            backend.peers.get(0).notified(FakeBackend.message("here" + round));
            time.advance(LIFE.plusMillis(200));
            backend.peers.get(0).notified(FakeBackend.message("away" + round));
            List<String> ids = eventIds(stream);
            seen = Integer.parseInt(ids.get(ids.size() - 1).substring(2));
            stream = resume(session, "1-" + seen);
        }

        assertThat(seen).isEqualTo(9);
        assertThat(stream.event().data()).contains("away4");
        assertThat(gauge("streams")).isEqualTo(1);
        assertThat(gauge("eventStreams")).isEqualTo(1);
    }

    @Test
    void clientThatDoesNotComeBack_isTakenForGone() {
        serve(HttpOptions.builder()
                .connectionLife(LIFE)
                .retry(Duration.ofSeconds(2))
                .heartbeat(Duration.ofSeconds(15))
                .build());
        String session = open("2025-11-25");
        listen(session);
        time.advance(LIFE.plusMillis(200));
        assertThat(gauge("streams")).isEqualTo(1);
        time.advance(Duration.ofMillis(16_500));
        assertThat(gauge("streams")).isEqualTo(1);
        time.advance(Duration.ofMillis(700));

        assertThat(gauge("streams")).isZero();
        backend.peers.get(0).notified(FakeBackend.message("kept for whoever comes"));
        assertThat(listen(session).event()).isNotNull();
    }

    @Test
    void connectionLife_doesNotTouchAnswersInTime() {
        serveWithLife();
        String session = open("2025-11-25");
        CallerExchange slow = call(session, 7, "hold");
        FakeBackend.Held held = backend.nextHeld();
        held.say("one");
        time.advance(LIFE.minusMillis(200));
        held.answer("done");

        assertThat(eventIds(slow)).containsExactly("1-0", "1-1", "1-2");
        time.advance(LIFE);
        assertThat(gauge("eventStreams")).isZero();
    }

    /** Also a session without any stream must not keep what the store would have to read. */
    @Test
    void lastEventIdOfASessionWithoutStreams_is400() {
        String session = open("2025-11-25");

        CallerExchange refused = client.send(
                "GET",
                "/mcp",
                headers("Mcp-Session-Id", session, "Last-Event-ID", "1-0", "Accept", "text/event-stream"));

        assertThat(HttpMountFixture.error(refused)).isEqualTo("400/-32000");
        assertThat(gauge("replayStreams")).isZero();
    }

    private static List<String> eventIds(CallerExchange stream) {
        assertThat(stream.status()).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        for (CallerExchange.Sse event = stream.event(); event != null; event = stream.event()) {
            ids.add(event.id());
        }
        return ids;
    }

    private static String nextEvent(CallerExchange stream) {
        CallerExchange.Sse event = stream.event();
        return event == null ? "" : event.data();
    }
}
