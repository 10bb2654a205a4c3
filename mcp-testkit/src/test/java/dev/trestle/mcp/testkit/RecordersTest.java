package dev.trestle.mcp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecordersTest {

    private static final Notification LOG = Calls.notification("notifications/message", "{\"level\":\"info\"}");
    private static final InputRequest ROOTS = new InputRequest("roots/list", null);

    @Test
    void observer_keepsTheOrderOfEverything() {
        RecordingObserver observer = new RecordingObserver();
        observer.notified(LOG);
        observer.ask(ROOTS);
        observer.notified(LOG);

        assertThat(observer.all()).containsExactly(LOG, ROOTS, LOG);
        assertThat(observer.awaitNotifications(2)).hasSize(2);
        assertThat(observer.awaitQuestions(1)).containsExactly(ROOTS);
        assertThat(observer.overlapped()).isFalse();
    }

    @Test
    void answerGivenBefore_isUsedAtOnce() {
        CompletionStage<InputAnswer> answer =
                new RecordingObserver().answerWith("{\"roots\":[]}").ask(ROOTS);

        assertThat(Await.value("answer", answer)).isEqualTo(Heard.result("{\"roots\":[]}"));
    }

    @Test
    void answerGivenLater_goesToTheOldestQuestion() {
        RecordingPeer peer = new RecordingPeer();
        CompletionStage<InputAnswer> first = peer.ask(ROOTS);
        CompletionStage<InputAnswer> second = peer.ask(ROOTS);
        InputAnswer.Failure rejected = new InputAnswer.Failure(JsonRpcError.of(-1, "rejected"));
        peer.answer(rejected).answerWith("{}");

        assertThat(Await.value("first", first)).isEqualTo(rejected);
        assertThat(Await.value("second", second)).isEqualTo(Heard.result("{}"));
    }

    @Test
    void twoThreadsInAnObserver_areNoticed() throws Exception {
        RecordingObserver observer = new RecordingObserver();
        CountDownLatch running = new CountDownLatch(2);
        CountDownLatch done = new CountDownLatch(2);
        AtomicInteger rounds = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            new Thread(() -> {
                        running.countDown();
                        // Not before both run: one alone would soon be through with its rounds.
                        Await.until("both run", () -> running.getCount() == 0);
                        while (!observer.overlapped() && rounds.incrementAndGet() < 5_000_000) {
                            observer.notified(LOG);
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();

        assertThat(observer.overlapped()).isTrue();
    }

    @Test
    void listener_countsDropsByReason() {
        RecordingListener listener = new RecordingListener();
        listener.dropped("b", DropReason.LATE_REPLY);
        listener.sessionOpened(Calls.SESSION, "b");

        assertThat(listener.drops(DropReason.LATE_REPLY)).isEqualTo(1);
        assertThat(listener.drops(DropReason.OUTBOX_FULL)).isZero();
        assertThat(listener.await(RecordingListener.Event.SessionOpened.class, 1))
                .hasSize(1);
    }

    @Test
    void await_saysWhatDidNotHappen() {
        assertThatThrownBy(() -> Await.until("the moon", Duration.ofMillis(5), () -> false))
                .isInstanceOf(AssertionError.class)
                .hasMessage("not within 5 ms: the moon");
        assertThatThrownBy(() -> Await.stays("calm", Duration.ofMillis(5), () -> false))
                .hasMessage("did not stay so for 5 ms: calm");
        assertThatThrownBy(() -> Await.value("v", Duration.ofMillis(5), new CompletableFuture<String>()))
                .hasMessage("not within 5 ms: v");
        assertThatThrownBy(() -> Await.value("v", CompletableFuture.failedFuture(new IllegalStateException("x"))))
                .hasMessage("failed instead: v")
                .hasRootCauseMessage("x");
    }

    @Test
    void awaitFailure_givesTheCauseAndRefusesSuccess() {
        IllegalStateException thrown = new IllegalStateException("x");

        assertThat(Await.failure("f", CompletableFuture.failedFuture(thrown))).isSameAs(thrown);
        assertThatThrownBy(() -> Await.failure("f", CompletableFuture.completedFuture(1)))
                .hasRootCauseMessage("succeeded instead: f");
    }

    @Test
    void context_runsTasksAndEndsThem() {
        Thread[] ran = new Thread[1];
        try (TestContext context = TestContext.create()) {
            context.context().callExecutor().execute(() -> ran[0] = Thread.currentThread());
            Await.until("ran", () -> ran[0] != null);
            assertThat(ran[0].isDaemon()).isTrue();
        }
        Await.until("ended", () -> !ran[0].isAlive());
    }
}
