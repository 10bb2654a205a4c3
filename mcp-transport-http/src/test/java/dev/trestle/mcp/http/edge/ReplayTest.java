package dev.trestle.mcp.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.stream.Event;
import dev.trestle.mcp.http.stream.EventStream;
import dev.trestle.mcp.http.stream.MemoryEvents;
import dev.trestle.mcp.http.stream.ReplayLog;
import dev.trestle.mcp.http.stream.ReplayLogs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReplayTest extends ManualFixture {

    /** Cuts the stream of a held call and lets the call say so many things meanwhile, and then its answer. */
    private FakeBackend.Held cutAndSay(String session, int messages, String text) {
        CallerExchange cut = call(session, 7, "hold");
        FakeBackend.Held held = backend.nextHeld();
        held.say("seen");
        assertThat(cut.event().data()).contains("seen");
        cut.close();
        for (int i = 0; i < messages; i++) {
            held.say(text + i);
        }
        return held;
    }

    private static List<String> ids(CallerExchange resumed) {
        assertThat(resumed.status()).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        for (CallerExchange.Sse event = resumed.event(); event != null; event = resumed.event()) {
            ids.add(event.id());
        }
        return ids;
    }

    @Test
    @Tag("limit:replayEvents")
    void replayEvents_boundsWhatIsKeptAndTheOldestGoFirst() {
        serve(HttpOptions.builder().replayEvents(3).build());
        String session = open("2025-06-18");

        cutAndSay(session, 5, "n").answer("done");

        assertThat(ids(resume(session, "1-4"))).containsExactly("1-5", "1-6", "1-7");
        assertNotKept(resume(session, "1-3"));
    }

    @Test
    void resumptionThatIsRefused_leavesTheStreamToWhoeverReadsIt() {
        serve(HttpOptions.builder().replayEvents(3).build());
        String session = open("2025-06-18");
        CallerExchange live = call(session, 1, "hold");
        FakeBackend.Held held = backend.nextHeld();
        for (int i = 1; i <= 5; i++) {
            held.say("n" + i);
        }

        assertNotKept(resume(session, "1-1"));

        held.answer("to who still reads");
        assertThat(live.body()).contains("n1").contains("n5").contains("to who still reads");
    }

    /** Whoever missed something that is gone is told so, rather than given what is left as if it were all. */
    private static void assertNotKept(CallerExchange refused) {
        assertThat(HttpMountFixture.error(refused)).isEqualTo("400/-32000");
    }

    @Test
    @Tag("limit:replayBytes")
    void replayBytes_boundsWhatIsKept() {
        serve(HttpOptions.builder().replayBytes(10_000).build());
        String session = open("2025-06-18");

        cutAndSay(session, 5, "z".repeat(4_000)).answer("done");

        assertThat(ids(resume(session, "1-4"))).containsExactly("1-5", "1-6", "1-7");
        assertNotKept(resume(session, "1-3"));
        assertThat(gauge("replayBytes")).isBetween(8_000L, 10_000L);
    }

    @Test
    @Tag("limit:replayTotal")
    void replayTotal_boundsWhatAllSessionsKeepTogether() {
        serve(HttpOptions.builder().replayTotal(10_000).build());
        String first = open("2025-06-18");
        cutAndSay(first, 1, "z".repeat(8_000)).answer("done");
        String second = open("2025-06-18");

        cutAndSay(second, 3, "z".repeat(4_000)).answer("done");

        assertThat(gauge("replayBytes")).isLessThanOrEqualTo(10_000);
        assertThat(ids(resume(first, "1-1"))).containsExactly("1-2", "1-3");
        assertThat(ids(resume(second, "1-4"))).containsExactly("1-5");
        assertNotKept(resume(second, "1-1"));
    }

    @Test
    @Tag("limit:replayAge")
    void replayAge_endsWhatIsKeptAndTheStreamWithIt() {
        serve(HttpOptions.builder().replayAge(Duration.ofSeconds(60)).build());
        String session = open("2025-06-18");
        cutAndSay(session, 1, "n").answer("done");

        time.advance(Duration.ofSeconds(59));
        assertThat(ids(resume(session, "1-1"))).containsExactly("1-2", "1-3");
        time.advance(Duration.ofSeconds(2));

        assertThat(resume(session, "1-1").status()).isEqualTo(400);
        assertThat(gauge("replayBytes")).isZero();
        assertThat(gauge("replayStreams")).isZero();
    }

    @Test
    void runningCall_canBeResumedHoweverOldItsEventsAre() {
        String session = open("2025-06-18");
        FakeBackend.Held held = cutAndSay(session, 1, "n");
        time.advance(Duration.ofMinutes(10));

        CallerExchange resumed = resume(session, "1-1");
        held.answer("done");

        assertThat(ids(resumed)).containsExactly("1-2", "1-3");
    }

    @Test
    void eventsOfAConnectedClient_areGivenUpOnceItHasHadThemLongAgo() {
        serve(HttpOptions.builder().replayAge(Duration.ofSeconds(60)).build());
        String session = open("2025-06-18");
        CallerExchange stream = listen(session);
        backend.peers.get(0).notified(FakeBackend.message("one"));
        assertThat(stream.event().id()).isEqualTo("1-1");

        time.advance(Duration.ofSeconds(119));
        backend.peers.get(0).notified(FakeBackend.message("two"));
        assertThat(gauge("replayBytes")).isGreaterThan(200);
        time.advance(Duration.ofSeconds(2));

        assertThat(gauge("replayBytes")).isBetween(1L, 200L);
        assertThat(resume(session, "1-1").event().id()).isEqualTo("1-2");
    }

    @Test
    void listeningStreamThatWasCut_isForgottenAfterReplayAge() {
        String session = open("2025-11-25");
        CallerExchange cut = listen(session);
        assertThat(cut.event().id()).isEqualTo("1-0");
        time.advance(Duration.ofMinutes(30));
        cut.close();

        time.advance(Duration.ofMinutes(4));
        resume(session, "1-0").close();
        time.advance(Duration.ofMinutes(4));
        assertThat(resume(session, "1-0").status()).isEqualTo(200);
        assertThat(gauge("replayStreams")).isEqualTo(1);
    }

    @Test
    void streamThatIsJustOpened_isNotForgottenBeforeItIsAttached() {
        time.advance(Duration.ofHours(1));
        ReplayLogs logs = new ReplayLogs(
                HttpOptions.SPECIFICATION.streams(),
                new MemoryEvents(HttpOptions.SPECIFICATION.streams()),
                time.ticker());
        ReplayLog log = new ReplayLog(logs);
        EventStream stream = log.open(true);

        log.expire(logs.now());

        assertThat(log.find(new Event.Id(stream.number(), 0))).isSameAs(stream);
    }

    @Test
    void streamsThatCome_andGoAreBoundedToo() {
        serve(HttpOptions.builder().replayEvents(5).build());
        String session = open("2025-11-25");

        for (int i = 0; i < 50; i++) {
            listen(session).close();
        }

        assertThat(gauge("replayStreams")).isLessThanOrEqualTo(5);
    }

    @Test
    void newConnection_takesTheStreamOverFromOneThatOnlySeemsAlive() {
        String session = open("2025-06-18");
        CallerExchange zombie = listen(session);
        backend.peers.get(0).notified(FakeBackend.message("one"));
        assertThat(zombie.event().id()).isEqualTo("1-1");

        CallerExchange taker = resume(session, "1-1");
        backend.peers.get(0).notified(FakeBackend.message("two"));

        assertThat(zombie.event()).isNull();
        assertThat(taker.event().data()).contains("two");
        assertThat(gauge("eventStreams")).isEqualTo(1);
    }

    @Test
    void deletedSession_keepsNothing() {
        String session = open("2025-06-18");
        cutAndSay(session, 3, "n").answer("done");
        assertThat(gauge("replayBytes")).isPositive();

        client.send("DELETE", "/mcp", Caller.headers("Mcp-Session-Id", session)).status();

        assertThat(gauge("replayBytes")).isZero();
        assertThat(gauge("replayStreams")).isZero();
    }

    @Test
    void sessionWhoseBackendEnds_keepsNothingFromThatMomentOn() {
        String session = open("2025-06-18");
        cutAndSay(session, 3, "n").answer("done");
        assertThat(gauge("replayBytes")).isPositive();

        backend.die();

        assertThat(gauge("replayBytes")).isZero();
        assertThat(gauge("replayStreams")).isZero();
    }

    @Test
    void replayBeyondStreamQueue_isNoSlowReader() {
        serve(HttpOptions.builder().streamQueue(1_000).build());
        String session = open("2025-06-18");
        FakeBackend.Held held = cutAndSay(session, 20, "z".repeat(5_000));

        CallerExchange resumed = resume(session, "1-1");
        held.say("live");
        held.answer("done");

        assertThat(ids(resumed)).hasSize(22);
    }
}
