package dev.trestle.mcp.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.RecordingObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration CAP = Duration.ofMinutes(30);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Deadline deadline = new Deadline(SILENCE, CAP, scheduler, Runnable::run, scheduler.ticker());
    private final McpCall call = Calls.toolWithProgress("slow", "{}", "1");
    private final CompletableFuture<McpReply> backend = new CompletableFuture<>();
    private final AtomicReference<CallObserver> heard = new AtomicReference<>();
    private final CompletableFuture<InputAnswer> answer = new CompletableFuture<>();
    private CompletableFuture<McpReply> reply = new CompletableFuture<>();
    private final RecordingObserver observer = new RecordingObserver();

    @BeforeEach
    void start() {
        reply = deadline.intercept(call, observer, (any, seen) -> {
                    heard.set(seen);
                    return backend;
                })
                .toCompletableFuture();
    }

    @Test
    @Tag("limit:requestTimeout")
    void backendIsSilent_callTimesOutAndIsCancelled() {
        scheduler.advance(SILENCE.minusMillis(1));
        assertThat(reply).isNotDone();
        scheduler.advance(Duration.ofMillis(1));

        assertThat(failure().reason()).isEqualTo(TrestleError.TIMEOUT);
        assertThat(failure().error().message()).contains("requestTimeout").contains("30000 ms");
        assertThat(call.cancellation().isCancelled()).isTrue();
    }

    @Test
    void progress_resetsTheClock() {
        for (int i = 0; i < 5; i++) {
            scheduler.advance(SILENCE.minusSeconds(1));
            heard.get().notified(Calls.notification("notifications/progress", "{\"progressToken\":1}"));
        }
        assertThat(reply).isNotDone();
        scheduler.advance(SILENCE);
        assertThat(failure().reason()).isEqualTo(TrestleError.TIMEOUT);
    }

    @Test
    void serverIsNotReady_clockStandsUntilItIs() {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        heard.get().waits(ready);
        scheduler.advance(SILENCE.multipliedBy(3));
        assertThat(reply).isNotDone();

        ready.completeExceptionally(new IllegalStateException("in whatever way"));
        scheduler.advance(SILENCE.minusMillis(1));
        assertThat(reply).isNotDone();
        scheduler.advance(SILENCE);
        assertThat(failure().reason()).isEqualTo(TrestleError.TIMEOUT);
    }

    @Test
    @Tag("limit:requestCap")
    void progressForEver_endsAtTheCap() {
        for (int i = 0; i < 29; i++) {
            scheduler.advance(Duration.ofMinutes(1).minusSeconds(31));
            heard.get().notified(Calls.notification("notifications/progress", "{\"progressToken\":1}"));
            scheduler.advance(Duration.ofSeconds(29));
            heard.get().notified(Calls.notification("notifications/progress", "{\"progressToken\":1}"));
        }
        for (int i = 0; i < 10 && !reply.isDone(); i++) {
            scheduler.advance(Duration.ofSeconds(29));
            heard.get().notified(Calls.notification("notifications/progress", "{\"progressToken\":1}"));
        }
        assertThat(failure().error().message()).contains("requestCap");
    }

    @Test
    void questionIsWithTheClient_clockStands() {
        heard.get().ask(new InputRequest("elicitation/create", null)).thenAccept(answer::complete);

        scheduler.advance(Duration.ofMinutes(9));
        assertThat(reply).isNotDone();
        backend.complete(new McpReply.Result(JsonSlice.EMPTY_OBJECT));

        assertThat(reply).isCompletedWithValue(new McpReply.Result(JsonSlice.EMPTY_OBJECT));
    }

    @Test
    void replyInTime_leavesTheTimerOfAllToRunOut() {
        backend.complete(new McpReply.Result(JsonSlice.EMPTY_OBJECT));

        assertThat(reply).isCompletedWithValue(new McpReply.Result(JsonSlice.EMPTY_OBJECT));
        scheduler.advance(SILENCE);
        assertThat(scheduler.pending()).isZero();
        assertThat(call.cancellation().isCancelled()).isFalse();
    }

    @Test
    void whatTheBackendSaysAfterTheTimeout_isNotHeard() {
        scheduler.advance(SILENCE);
        heard.get().notified(Calls.notification("notifications/progress", "{\"progressToken\":1}"));
        backend.complete(new McpReply.Result(JsonSlice.EMPTY_OBJECT));

        assertThat(observer.notifications()).isEmpty();
        assertThat(failure().reason()).isEqualTo(TrestleError.TIMEOUT);
    }

    private McpReply.Failure failure() {
        assertThat(reply).isDone();
        return (McpReply.Failure) reply.join();
    }

    @Test
    void manyCalls_shareOneTimer() {
        CompletableFuture<McpReply> other = new CompletableFuture<>();
        for (int i = 0; i < 1000; i++) {
            deadline.intercept(call, observer, (any, seen) -> other);
        }
        assertThat(scheduler.pending()).isEqualTo(1);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(scheduler.pending()).isEqualTo(1);
    }

    @Test
    void callsOfDifferentTimes_areEachEndedAtTheirOwn() {
        scheduler.advance(Duration.ofSeconds(1));
        var second = deadline.intercept(
                        Calls.toolWithProgress("slow", "{}", "2"), observer, (any, seen) -> new CompletableFuture<>())
                .toCompletableFuture();
        scheduler.advance(Duration.ofSeconds(1));
        var answered = new CompletableFuture<McpReply>();
        deadline.intercept(call, observer, (any, seen) -> answered);
        var third = deadline.intercept(
                        Calls.toolWithProgress("slow", "{}", "3"), observer, (any, seen) -> new CompletableFuture<>())
                .toCompletableFuture();
        answered.complete(new McpReply.Result(JsonSlice.EMPTY_OBJECT));

        scheduler.advance(SILENCE.minusSeconds(2));
        assertThat(reply).isDone();
        assertThat(second).isNotDone();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(second).isDone();
        assertThat(third).isNotDone();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(third).isDone();
    }

    @Test
    void queueWasEmptyWhenItsTimerCame_laterCallsAreWatchedAllTheSame() {
        backend.complete(new McpReply.Result(JsonSlice.EMPTY_OBJECT));
        scheduler.advance(SILENCE);
        assertThat(scheduler.pending()).isZero();

        var late = deadline.intercept(
                        Calls.toolWithProgress("slow", "{}", "2"), observer, (any, seen) -> new CompletableFuture<>())
                .toCompletableFuture();
        scheduler.advance(SILENCE);
        assertThat(late).isDone();
    }

    @Test
    void backendThrows_callIsWatchedNoMore() {
        McpCall thrown = Calls.toolWithProgress("slow", "{}", "2");
        assertThatThrownBy(() -> deadline.intercept(thrown, observer, (any, seen) -> {
                    throw new IllegalStateException("at once");
                }))
                .isInstanceOf(IllegalStateException.class);
        scheduler.advance(CAP);
        assertThat(thrown.cancellation().isCancelled()).isFalse();
    }

    private CompletableFuture<McpReply> silent(String id, AtomicReference<CallObserver> seen) {
        return deadline.intercept(Calls.toolWithProgress("slow", "{}", id), observer, (any, by) -> {
                    seen.set(by);
                    return new CompletableFuture<>();
                })
                .toCompletableFuture();
    }

    @Test
    void callsThatOutliveTheirFirstLook_shareTheTimerTooAndEndEachInTime() {
        List<CompletableFuture<McpReply>> replies = new ArrayList<>();
        List<AtomicReference<CallObserver>> observers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            observers.add(new AtomicReference<>());
            replies.add(silent(Integer.toString(i + 2), observers.get(i)));
        }
        for (int i = 19; i >= 0; i--) {
            scheduler.advance(Duration.ofSeconds(1));
            observers.get(i).get().notified(Calls.notification("notifications/progress", "{\"progressToken\":1}"));
        }
        scheduler.advance(SILENCE.minusSeconds(20));
        assertThat(scheduler.pending()).isEqualTo(1);
        for (int i = 19; i >= 0; i--) {
            scheduler.advance(Duration.ofSeconds(1).minusNanos(1));
            assertThat(replies.get(i)).isNotDone();
            scheduler.advance(Duration.ofNanos(1));
            assertThat(replies.get(i)).isDone();
            assertThat(scheduler.pending()).isEqualTo(i == 0 ? 0 : 1);
        }
    }

    @Test
    void callIsDueBeforeTheOneTheTimerIsSetFor_endsInTime() {
        scheduler.advance(Duration.ofSeconds(1));
        heard.get().notified(Calls.notification("notifications/progress", "{\"progressToken\":1}"));
        scheduler.advance(SILENCE.minusSeconds(2));
        CompletableFuture<McpReply> second = silent("2", new AtomicReference<>());

        scheduler.advance(Duration.ofSeconds(1));
        assertThat(reply).isNotDone();
        assertThat(scheduler.pending()).isEqualTo(1);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(reply).isDone();
        assertThat(second).isNotDone();
        scheduler.advance(SILENCE.minusSeconds(2));
        assertThat(second).isDone();
        assertThat(scheduler.pending()).isZero();
    }

    @Test
    void answerAfterTheFirstLook_isWatchedNoMore() {
        scheduler.advance(SILENCE.minusSeconds(1));
        heard.get().notified(Calls.notification("notifications/progress", "{\"progressToken\":1}"));
        scheduler.advance(Duration.ofSeconds(2));
        backend.complete(new McpReply.Result(JsonSlice.EMPTY_OBJECT));

        scheduler.advance(CAP);
        assertThat(scheduler.pending()).isZero();
        assertThat(call.cancellation().isCancelled()).isFalse();
    }

    @Test
    void executorRefuses_callIsEndedAllTheSameAndTheNextIsWatched() {
        Executor full = task -> {
            throw new RejectedExecutionException("full");
        };
        Deadline refused = new Deadline(SILENCE, CAP, scheduler, full, scheduler.ticker());
        for (int i = 0; i < 2; i++) {
            var late = refused.intercept(call, observer, (any, seen) -> new CompletableFuture<>())
                    .toCompletableFuture();
            scheduler.advance(SILENCE);
            assertThat(late).isDone();
        }
    }
}
