package dev.trestle.mcp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.EventStore;
import dev.trestle.mcp.spi.EventStore.Event;
import dev.trestle.mcp.spi.EventStore.Log;
import dev.trestle.mcp.testkit.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of {@link EventStore}. A store that gives events up must have room for 100 small ones here. */
public abstract class EventStoreContract {

    private static final long OVER = Long.MAX_VALUE;

    private EventStore store;
    private Log log;

    /** For subclasses. */
    protected EventStoreContract() {}

    /**
     * The subject.
     *
     * @return a store
     */
    protected abstract EventStore store();

    /** Opens a log. */
    @BeforeEach
    protected void openLog() {
        store = store();
        log = store.open("a-1");
    }

    /** Closes it. */
    @AfterEach
    protected void closeLog() {
        log.close();
    }

    private static Event event(long stream, long number) {
        return new Event(stream, number, JsonSlice.of("{\"n\":\"" + stream + "/" + number + "\"}"));
    }

    private static void append(Log to, long stream, int from, int until) {
        for (int number = from; number <= until; number++) {
            to.append(event(stream, number));
        }
    }

    private static List<Event> after(Log of, long stream, long number) {
        return Await.value("the events", of.after(stream, number));
    }

    private static List<Long> numbers(Log of, long stream, long number) {
        return after(of, stream, number).stream().map(Event::number).toList();
    }

    @Test
    void store01_events_comeBackInTheirOrder() {
        append(log, 1, 1, 100);

        List<Long> numbers = numbers(log, 1, 0);

        assertThat(numbers).hasSize(100).isSorted().startsWith(1L).endsWith(100L);
    }

    @Test
    void store02_onlyEventsAfterTheNamedOne_comeBack() {
        append(log, 1, 1, 5);

        assertThat(numbers(log, 1, 3)).containsExactly(4L, 5L);
        assertThat(numbers(log, 1, 5)).isEmpty();
    }

    @Test
    void store03_eventsOfOtherStreams_doNot() {
        append(log, 1, 1, 2);
        append(log, 2, 1, 2);
        append(log, 1, 3, 3);

        assertThat(after(log, 1, 0)).containsExactly(event(1, 1), event(1, 2), event(1, 3));
        assertThat(after(log, 2, 1)).containsExactly(event(2, 2));
    }

    @Test
    void store04_unknownStream_isEmpty() {
        append(log, 1, 1, 1);

        assertThat(after(log, 7, 0)).isEmpty();
    }

    @Test
    void store05_logs_doNotSeeEachOther() {
        Log other = store.open("a-2");
        append(log, 1, 1, 2);
        append(other, 1, 1, 1);

        assertThat(after(store.open("a-3"), 1, 0)).isEmpty();
        assertThat(after(other, 1, 0)).containsExactly(event(1, 1));
        other.close();
        assertThat(numbers(log, 1, 0)).containsExactly(1L, 2L);
    }

    @Test
    void store06_messages_keepTheirBytes() {
        JsonSlice message = JsonSlice.of("{ \"a\":1.00, \"z\":\"\\u00e9 é 😀\",\"a\":null}");
        byte[] within = ("xx" + message + "yy").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        log.append(new Event(1, 1, JsonSlice.of(within, 2, within.length - 4)));

        assertThat(after(log, 1, 0)).containsExactly(new Event(1, 1, message));
    }

    @Test
    void store07_forgottenEvents_areGoneAndNoOthers() {
        append(log, 1, 1, 4);
        append(log, 2, 1, 4);

        log.forget(1, 2);

        assertThat(numbers(log, 1, 2)).containsExactly(3L, 4L);
        assertThat(numbers(log, 1, 0)).doesNotContain(1L, 2L);
        assertThat(numbers(log, 2, 0)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void store08_streamThatIsOver_isGone() {
        append(log, 1, 1, 4);

        log.forget(1, OVER);
        log.forget(9, OVER);

        assertThat(after(log, 1, 0)).isEmpty();
    }

    @Test
    void store09_closedLog_keepsNothingAndBreaksNobody() {
        append(log, 1, 1, 4);

        log.close();
        log.append(event(1, 5));
        log.forget(1, 1);
        log.close();

        assertThat(after(log, 1, 0)).isEmpty();
        assertThat(after(store.open("a-4"), 1, 0)).isEmpty();
    }

    @Test
    void store10_whatWasRead_doesNotChangeAnyMore() {
        append(log, 1, 1, 2);
        List<Event> read = after(log, 1, 0);

        append(log, 1, 3, 3);
        log.forget(1, OVER);

        assertThat(read).containsExactly(event(1, 1), event(1, 2));
    }

    @Test
    void store11_whatWasAppendedBefore_isReadAtOnce() {
        for (int number = 1; number <= 100; number++) {
            log.append(event(1, number));
            CompletableFuture<List<Event>> read = log.after(1, number - 1L).toCompletableFuture();
            assertThat(Await.value("the events", read)).containsExactly(event(1, number));
        }
    }

    /** Whatever it gives up, it gives up from the oldest on: nothing is missing in between or at the end. */
    @Test
    void store12_manyEvents_loseTheOldestIfAny() {
        append(log, 1, 1, 5_000);

        List<Long> numbers = numbers(log, 1, 0);

        assertThat(numbers).isNotEmpty().endsWith(5_000L);
        assertThat(numbers.get(numbers.size() - 1) - numbers.get(0) + 1).isEqualTo(numbers.size());
        assertThat(numbers).isSorted();
    }

    @Test
    void store13_readingWhileEventsCome_seesNoGaps() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            append(log, 1, 1, 2_000);
            done.set(true);
        });
        writer.start();
        long last = 0;
        while (!done.get() || last == 0) {
            List<Long> numbers = numbers(log, 1, 0);
            for (int i = 1; i < numbers.size(); i++) {
                assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1);
            }
            last = numbers.isEmpty() ? last : numbers.get(numbers.size() - 1);
        }
        writer.join();
        assertThat(numbers(log, 1, 0)).endsWith(2_000L);
    }
}
