package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.EventStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the edge does with a store of the user's own: one that is slow, one that breaks, one that loses things. */
class EventStoreTest extends ManualFixture {

    private void serveWith(EventStore store) {
        endpoint = McpEndpoint.builder(gateway)
                .options(HttpOptions.builder().streamQueue(5_000).build())
                .eventStore(store)
                .time(time, time.ticker())
                .build();
        client = new InMemoryCaller(endpoint);
    }

    private FakeBackend.Held cutAfterOne(String session) {
        CallerExchange cut = call(session, 7, "hold");
        FakeBackend.Held held = backend.nextHeld();
        held.say("seen");
        assertThat(cut.event().data()).contains("seen");
        cut.close();
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
    void storeThatAnswersLater_losesAndDoublesNothing(@TempDir Path folder) {
        try (FileEvents store = new FileEvents(folder)) {
            serveWith(store);
            String session = open("2025-06-18");
            FakeBackend.Held held = cutAfterOne(session);
            for (int i = 0; i < 20; i++) {
                held.say("n" + i);
            }

            CallerExchange resumed = resume(session, "1-1");
            held.say("said while the store reads, or after");
            held.answer("done");

            assertThat(ids(resumed)).hasSize(22).startsWith("1-2").endsWith("1-23");
            assertThat(store.files()).hasSize(1);
            client.send("DELETE", "/mcp", headers("Mcp-Session-Id", session)).status();
            assertThat(store.files()).isEmpty();
        }
    }

    @Test
    void messageSaidWhileTheStoreReads_comesBehindWhatWasMissed() {
        Scripted store = new Scripted();
        serveWith(store);
        String session = open("2025-06-18");
        FakeBackend.Held held = cutAfterOne(session);
        held.say("missed");
        CallerExchange resumed = resume(session, "1-1");

        held.say("meanwhile");
        store.reads.get(0).complete(List.of(store.kept.get(1), store.kept.get(2)));
        held.answer("done");

        assertThat(ids(resumed)).containsExactly("1-2", "1-3", "1-4");
    }

    @Test
    void oneJsonAnswer_doesNotTouchTheStore() {
        Scripted store = new Scripted();
        serveWith(store);
        String session = open("2025-11-25");
        assertThat(call(session, 7, "echo").status()).isEqualTo(200);

        assertThat(store.opened).isZero();
        call(session, 8, "notify").body();
        assertThat(store.opened).isEqualTo(1);
    }

    @Test
    void storeThatThrows_costsNoLiveMessage() {
        serveWith(name -> {
            throw new IllegalStateException("the disk is full");
        });
        String session = open("2025-06-18");
        CallerExchange stream = call(session, 7, "hold");
        FakeBackend.Held held = backend.nextHeld();
        held.say("one");
        held.answer("done");

        assertThat(ids(stream)).containsExactly("1-1", "1-2");
        assertThat(HttpMountFixture.error(resume(session, "1-1"))).isEqualTo("400/-32000");
    }

    @Test
    void logThatThrowsAtEveryStep_costsNoLiveMessage() {
        serveWith(name -> new Broken());
        String session = open("2025-06-18");
        CallerExchange stream = call(session, 7, "hold");
        FakeBackend.Held held = backend.nextHeld();
        held.say("one");
        held.answer("done");

        assertThat(ids(stream)).containsExactly("1-1", "1-2");
        CallerExchange refused = resume(session, "1-1");
        assertThat(HttpMountFixture.error(refused)).isEqualTo("503/-32603");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        time.advance(Duration.ofMinutes(10));
        assertThat(client.send("DELETE", "/mcp", headers("Mcp-Session-Id", session))
                        .status())
                .isEqualTo(204);
        assertThat(gauge("replayStreams")).isZero();
    }

    @Test
    void storeThatNeverAnswers_isGivenUpAfterTheHeartbeat() {
        Scripted store = new Scripted();
        serveWith(store);
        String session = open("2025-06-18");
        FakeBackend.Held held = cutAfterOne(session);
        held.say("missed");
        CallerExchange resumed = resume(session, "1-1");

        time.advance(Duration.ofSeconds(16));

        assertThat(HttpMountFixture.error(resumed)).isEqualTo("503/-32603");
        store.reads.get(0).complete(List.of());
        assertThat(gauge("eventStreams")).isZero();
        held.answer("done");
    }

    @Test
    void storeThatReadsLongerThanTheQueueLasts_cutsItsClientOff() {
        Scripted store = new Scripted();
        serveWith(store);
        String session = open("2025-06-18");
        FakeBackend.Held held = cutAfterOne(session);
        held.say("missed");
        resume(session, "1-1");
        for (int i = 0; i < 5; i++) {
            held.say("z".repeat(2_000));
        }

        assertThat(gauge("eventStreams")).isZero();
        store.reads.get(0).complete(List.copyOf(store.kept));
        CallerExchange again = resume(session, "1-1");
        store.reads.get(1).complete(List.copyOf(store.kept.subList(1, store.kept.size())));
        held.answer("done");
        assertThat(ids(again)).hasSize(7);
    }

    @Test
    void storeThatLostSomething_isNotTakenForComplete() {
        Scripted store = new Scripted();
        serveWith(store);
        String session = open("2025-06-18");
        FakeBackend.Held held = cutAfterOne(session);
        held.say("two");
        held.say("three");
        held.answer("done");
        List<EventStore.Event> all = List.copyOf(store.kept);
        EventStore.Event foreign = new EventStore.Event(2, 2, all.get(1).message());
        List<List<EventStore.Event>> wrong = List.of(
                List.of(),
                all.subList(1, 3),
                all.subList(2, 4),
                List.of(all.get(1), all.get(3)),
                List.of(all.get(1), all.get(1), all.get(2), all.get(3)),
                List.of(all.get(2), all.get(1), all.get(3)),
                List.of(foreign, all.get(2), all.get(3)));
        for (int i = 0; i < wrong.size(); i++) {
            CallerExchange resumed = resume(session, "1-1");
            store.reads.get(i).complete(wrong.get(i));
            assertThat(HttpMountFixture.error(resumed)).as("%d", i).isEqualTo("400/-32000");
        }
        CallerExchange resumed = resume(session, "1-1");
        store.reads.get(wrong.size()).complete(all.subList(1, 4));
        assertThat(ids(resumed)).containsExactly("1-2", "1-3", "1-4");
    }

    @Test
    void endedEndpoint_closesAllLogs() {
        Scripted store = new Scripted();
        serveWith(store);
        call(open("2025-06-18"), 7, "notify").body();
        call(open("2025-06-18"), 7, "notify").body();

        endpoint.close();

        assertThat(store.opened).isEqualTo(2);
        assertThat(store.closed).isEqualTo(2);
    }

    /** Answers when the test says so. */
    private static final class Scripted implements EventStore, EventStore.Log {
        final List<Event> kept = new ArrayList<>();
        final List<CompletableFuture<List<Event>>> reads = new ArrayList<>();
        int opened;
        int closed;

        @Override
        public Log open(String name) {
            opened++;
            return this;
        }

        @Override
        public void append(Event event) {
            kept.add(event);
        }

        @Override
        public CompletionStage<List<Event>> after(long stream, long number) {
            CompletableFuture<List<Event>> read = new CompletableFuture<>();
            reads.add(read);
            return read;
        }

        @Override
        public void forget(long stream, long upTo) {}

        @Override
        public void close() {
            closed++;
        }
    }

    private static final class Broken implements EventStore.Log {
        @Override
        public void append(EventStore.Event event) {
            throw new IllegalStateException("append");
        }

        @Override
        public CompletionStage<List<EventStore.Event>> after(long stream, long number) {
            throw new IllegalStateException("after");
        }

        @Override
        public void forget(long stream, long upTo) {
            throw new IllegalStateException("forget");
        }

        @Override
        public void close() {
            throw new IllegalStateException("close");
        }
    }
}
