package dev.trestle.mcp.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.edge.CallerExchange.Sse;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.RecordingListener.Event.Dropped;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Event streams: what they carry, and what happens when they are cut. */
abstract class HttpStreamRules extends HttpRefusalRules {

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
        assertThat(listener.events(Dropped.class)).containsExactly(new Dropped("fake", DropReason.SLOW_READER));
        Await.until(
                "the stream is free",
                () -> endpoint.gauges().get("eventStreams").getAsLong() == 0);
        held.answer("done");
        assertThat(eventsUntilTheConnectionEnds(slow)).isLessThan(said);

        CallerExchange resumed = listen(session, "Last-Event-ID", "1-" + (said + 1));

        assertThat(resumed.event().data()).contains("done");
        assertThat(held.call().cancellation().isCancelled()).isFalse();
    }

    private static int eventsUntilTheConnectionEnds(CallerExchange cut) {
        int events = 0;
        try {
            while (cut.event() != null) {
                events++;
            }
        } catch (UncheckedIOException e) {
            assertThat(e.getCause()).isNotInstanceOf(SocketTimeoutException.class);
        }
        return events;
    }
}
