package dev.trestle.mcp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The rules of {@link MessageLink}. The subject is a link to a peer that sends every message back as it came, and ends,
 * by itself and after all that it sent, when it gets {@link #exit()}.
 */
public abstract class MessageLinkContract {

    private static final Duration GRACE = Duration.ofMillis(300);
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final int ENOUGH_TO_FILL_ANY_QUEUE = 64 << 20;

    private final List<MessageLink> made = new ArrayList<>();

    /** For subclasses. */
    protected MessageLinkContract() {}

    /**
     * A new link, not opened, to a peer that sends every message back.
     *
     * @return the subject
     */
    protected abstract MessageLink echoing();

    /**
     * A new link, not opened, to a peer that reads nothing and ends only when it is made to.
     *
     * @return the subject
     */
    protected abstract MessageLink stalled();

    /**
     * Whether a peer can end the link; one that keeps nothing open between two messages has no end of its own.
     *
     * @return true by default
     */
    protected boolean mortal() {
        return true;
    }

    /**
     * The message that makes an echoing peer end.
     *
     * @return one line of JSON
     */
    protected JsonSlice exit() {
        return JsonSlice.of("{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}");
    }

    /**
     * How long anything may take that must happen.
     *
     * @return 20 s by default
     */
    protected Duration patience() {
        return Await.DEFAULT;
    }

    @AfterEach
    void closeAll() {
        made.forEach(link -> Await.value("a link closes", patience(), link.close(Duration.ZERO)));
    }

    @Test
    void link01_messages_comeInOrderAndOnce() {
        LinkRecorder recorder = new LinkRecorder();
        MessageLink link = opened(recorder);
        List<String> sent = messages("m", 200);
        sent.forEach(message -> send(link, message));

        awaitMessages(recorder, sent.size());
        assertThat(recorder.messages()).isEqualTo(sent);
    }

    @Test
    void link02_beforeOpen_nothingIsDeliveredAndNothingIsLost() {
        LinkRecorder recorder = new LinkRecorder();
        MessageLink link = made(echoing());
        List<String> sent = messages("early", 20);
        sent.forEach(message -> send(link, message));
        assertThat(recorder.messages()).isEmpty();
        link.open(recorder);

        awaitMessages(recorder, sent.size());
        assertThat(recorder.messages()).isEqualTo(sent);
    }

    @Test
    void link03_bytes_areUntouched() {
        LinkRecorder recorder = new LinkRecorder();
        MessageLink link = opened(recorder);
        String odd = "{ \"a\" :1.0e+01,\"b\":\"\\u00e9\\n\\ud83d\\ude00é😀\\/\",\"a \":[ ] ,\"big\":\""
                + "x".repeat(300_000) + "\"}";
        send(link, odd);

        awaitMessages(recorder, 1);
        assertThat(recorder.messages()).containsExactly(odd);
    }

    @Test
    void link04_manySenders_mixNoMessages() throws Exception {
        LinkRecorder recorder = new LinkRecorder();
        MessageLink link = opened(recorder);
        ExecutorService senders = Executors.newFixedThreadPool(4);
        try {
            for (String name : List.of("a", "b", "c", "d")) {
                senders.execute(() -> messages(name, 100).forEach(message -> send(link, message)));
            }
            awaitMessages(recorder, 400);
        } finally {
            senders.shutdownNow();
        }
        for (String name : List.of("a", "b", "c", "d")) {
            assertThat(recorder.messages().stream().filter(message -> message.contains("\"" + name)))
                    .containsExactlyElementsOf(messages(name, 100));
        }
        assertThat(recorder.overlapped()).isFalse();
    }

    @Test
    void link05_delivery_isOnAThreadOfTheLink() {
        AtomicReference<Thread> reader = new AtomicReference<>();
        MessageLink link = made(echoing());
        link.open(new MessageLink.Receiver() {
            @Override
            public void received(JsonSlice message) {
                reader.set(Thread.currentThread());
            }

            @Override
            public void closed(McpReply.Failure why) {}
        });
        send(link, "{}");

        Await.until("a message comes", patience(), () -> reader.get() != null);
        assertThat(reader.get()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void link06_blockedReceiver_blocksNoSenderAndLosesNothing() {
        CountDownLatch gate = new CountDownLatch(1);
        LinkRecorder recorder = new LinkRecorder(gate);
        MessageLink link = opened(recorder);
        List<String> sent = messages("held", 50);
        onTime("send while the receiver blocks", () -> {
            sent.forEach(message -> send(link, message));
            return sent;
        });
        assertThat(recorder.messages()).isEmpty();
        gate.countDown();

        awaitMessages(recorder, sent.size());
        assertThat(recorder.messages()).isEqualTo(sent);
        assertThat(recorder.overlapped()).isFalse();
    }

    @Test
    void link07_fullQueue_failsTheSendAndDoesNotBlock() {
        MessageLink link = made(stalled());
        link.open(new LinkRecorder());
        String block = "{\"x\":\"" + "x".repeat(64 << 10) + "\"}";
        CompletionStage<Void> refused = onTime("send to a peer that does not read", () -> {
            for (int sent = 0; sent < ENOUGH_TO_FILL_ANY_QUEUE; sent += block.length()) {
                CompletionStage<Void> stage = link.send(JsonSlice.of(block));
                if (stage.toCompletableFuture().isCompletedExceptionally()) {
                    return stage;
                }
            }
            throw new AssertionError("the queue has no bound");
        });

        assertRefused(refused);
    }

    @Test
    void link08_peerEnds_closedIsToldOnceAfterTheLastMessage() {
        LinkRecorder recorder = new LinkRecorder();
        MessageLink link = opened(recorder);
        List<String> sent = messages("last", 30);
        sent.forEach(message -> send(link, message));
        end(link);

        awaitEnd(recorder);
        assertThat(recorder.messages()).startsWith(sent.toArray(String[]::new));
        assertEndedOnce(recorder);
    }

    @Test
    void link09_sendAfterEnd_fails() {
        LinkRecorder recorder = new LinkRecorder();
        MessageLink link = opened(recorder);
        end(link);
        awaitEnd(recorder);

        assertRefused(onTime("send after the end", () -> link.send(JsonSlice.of("{}"))));
    }

    @Test
    void link10_close_returnsAtOnceCompletesAndTellsOnce() {
        LinkRecorder recorder = new LinkRecorder();
        MessageLink link = opened(recorder);
        send(link, "{}");
        awaitMessages(recorder, 1);
        CompletionStage<Void> closing = onTime("close", () -> link.close(GRACE));

        Await.value("the link closes", patience(), closing);
        awaitEnd(recorder);
        assertEndedOnce(recorder);
        assertRefused(onTime("send after the end", () -> link.send(JsonSlice.of("{}"))));
    }

    @Test
    void link11_closeTwice_completesBoth() {
        LinkRecorder recorder = new LinkRecorder();
        MessageLink link = opened(recorder);
        CompletionStage<Void> first = link.close(GRACE);
        CompletionStage<Void> second = link.close(Duration.ZERO);

        Await.value("the link closes", patience(), first);
        Await.value("the link closes again", patience(), second);
        Await.value("the link closes once more", patience(), link.close(GRACE));
        awaitEnd(recorder);
        assertEndedOnce(recorder);
    }

    @Test
    void link12_closeOfAStalledPeer_completes() {
        LinkRecorder recorder = new LinkRecorder();
        MessageLink link = made(stalled());
        link.open(recorder);

        Await.value("the link closes", patience(), link.close(GRACE));
        awaitEnd(recorder);
        assertEndedOnce(recorder);
    }

    @Test
    void link13_closeFromTheReceiver_completes() {
        MessageLink link = made(echoing());
        CompletableFuture<CompletionStage<Void>> closing = new CompletableFuture<>();
        link.open(new MessageLink.Receiver() {
            @Override
            public void received(JsonSlice message) {
                closing.complete(link.close(GRACE));
            }

            @Override
            public void closed(McpReply.Failure why) {}
        });
        // May fail: its answer may come before it is known to be sent, and then it is the link that ended.
        var unused = link.send(JsonSlice.of("{}"));

        Await.value("the link closes", patience(), Await.value("close returns", patience(), closing));
    }

    @Test
    void link14_closeBeforeOpen_completesAndOpensNothing() {
        MessageLink link = made(echoing());

        Await.value("the link closes", patience(), link.close(GRACE));
        assertRefused(onTime("send after the end", () -> link.send(JsonSlice.of("{}"))));
    }

    @Test
    void link15_sendsAfterTheEnd_failEachOnceAndReachNobody() {
        LinkRecorder recorder = new LinkRecorder();
        MessageLink link = opened(recorder);
        Await.value("the link closes", patience(), link.close(GRACE));
        awaitEnd(recorder);
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger sent = new AtomicInteger();
        messages("late", 10)
                .forEach(message -> link.send(JsonSlice.of(message))
                        .whenComplete((value, why) -> (why == null ? sent : failed).incrementAndGet()));

        Await.until("every send is refused", patience(), () -> failed.get() == 10);
        Await.stays("each once", QUIET, () -> failed.get() == 10);
        assertThat(sent).hasValue(0);
        assertEndedOnce(recorder);
    }

    @Test
    void link16_longMessagesSentAtOnce_arriveWholeAndOnce() throws Exception {
        LinkRecorder recorder = new LinkRecorder();
        MessageLink link = opened(recorder);
        CyclicBarrier start = new CyclicBarrier(4);
        List<String> all = new ArrayList<>();
        ExecutorService senders = Executors.newFixedThreadPool(4);
        try {
            for (String name : List.of("a", "b", "c", "d")) {
                List<String> own = longMessages(name, 15);
                all.addAll(own);
                senders.execute(() -> {
                    await(start);
                    own.forEach(message -> send(link, message));
                });
            }
            awaitMessages(recorder, all.size());
        } finally {
            senders.shutdownNow();
        }
        Await.stays("no message comes twice", QUIET, () -> recorder.messages().size() == all.size());
        assertThat(recorder.messages()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void link17_receiverThrows_hearsWhatComesAfter() {
        LinkRecorder recorder = new LinkRecorder();
        MessageLink link = made(echoing());
        link.open(new MessageLink.Receiver() {
            @Override
            public void received(JsonSlice message) {
                recorder.received(message);
                if (message.toString().startsWith("{\"bad")) {
                    throw new IllegalStateException("a receiver that throws");
                }
            }

            @Override
            public void closed(McpReply.Failure why) {
                recorder.closed(why);
            }
        });
        List<String> sent = new ArrayList<>(messages("bad", 3));
        sent.addAll(messages("good", 20));
        sent.forEach(message -> send(link, message));

        awaitMessages(recorder, sent.size());
        assertThat(recorder.messages()).isEqualTo(sent);
        assertThat(recorder.endings()).isEmpty();
        Await.value("the link closes", patience(), link.close(GRACE));
        awaitEnd(recorder);
        assertEndedOnce(recorder);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("nobody else came", e);
        }
    }

    private void end(MessageLink link) {
        if (mortal()) {
            link.send(exit());
        } else {
            link.close(GRACE);
        }
    }

    private MessageLink opened(LinkRecorder recorder) {
        MessageLink link = made(echoing());
        link.open(recorder);
        return link;
    }

    private MessageLink made(MessageLink link) {
        made.add(link);
        return link;
    }

    private void send(MessageLink link, String message) {
        Await.value("a message is sent", patience(), link.send(JsonSlice.of(message)));
    }

    private void awaitMessages(LinkRecorder recorder, int count) {
        Await.until(
                count + " messages come back",
                patience(),
                () -> recorder.messages().size() >= count);
    }

    private void awaitEnd(LinkRecorder recorder) {
        Await.until("the end is told", patience(), () -> !recorder.endings().isEmpty());
    }

    private static void assertEndedOnce(LinkRecorder recorder) {
        Await.stays("the end is told once", QUIET, () -> recorder.endings().size() == 1);
        assertThat(recorder.endings().get(0).error().message()).isNotBlank();
        assertThat(recorder.spokeAfterEnd()).as("a message after the end").isFalse();
        assertThat(recorder.overlapped()).as("two deliveries at once").isFalse();
    }

    private void assertRefused(CompletionStage<Void> stage) {
        CompletionStage<Throwable> thrown =
                stage.handle((value, why) -> why == null ? new AssertionError("sent") : why);
        assertThat(Await.value("a send is refused", patience(), thrown))
                .isInstanceOfSatisfying(
                        McpException.class,
                        e -> assertThat(e.failure().error().message()).isNotBlank());
    }

    /** Runs on another thread, so that a link that blocks fails the rule and not the build. */
    private <T> T onTime(String what, Supplier<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                done.complete(action.get());
            } catch (RuntimeException | AssertionError e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        try {
            return Await.value(what, patience(), done);
        } finally {
            thread.interrupt();
        }
    }

    private static List<String> messages(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"" + name + "\":" + i + "}")
                .toList();
    }

    /** Short ones and some that no pipe takes at once. */
    private static List<String> longMessages(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"" + name + "\":" + i + ",\"x\":\"" + name.repeat(i * 800) + "\"}")
                .toList();
    }
}
