package dev.trestle.mcp.stdio.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.testkit.Await;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineWriterTest implements LineWriter.Listener {

    private final List<String> writes = new CopyOnWriteArrayList<>();
    private final Semaphore mayWrite = new Semaphore(0);
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private volatile CompletableFuture<IOException> broken = new CompletableFuture<>();
    private volatile boolean closed;
    private volatile @Nullable Throwable fails;
    private final List<Thread> pumps = new CopyOnWriteArrayList<>();
    private final AtomicInteger foreignLines = new AtomicInteger();
    private final List<String> writers = new CopyOnWriteArrayList<>();

    private final OutputStream out = new OutputStream() {
        @Override
        public void write(int b) {
            throw new UnsupportedOperationException("byte by byte");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            mayWrite.acquireUninterruptibly();
            if (fails instanceof Error error) {
                throw error;
            }
            if (fails instanceof IOException exception) {
                throw exception;
            }
            boolean mayBlock = Thread.currentThread().getName().equals("writer");
            foreignLines.addAndGet(!mayBlock && length > 100 ? 1 : 0);
            writers.add(Thread.currentThread().getName());
            writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            closed = true;
        }
    };

    /** As the stream into a process is. */
    private final OutputStream buffered = new BufferedOutputStream(out);

    private LineWriter writer(int maxBytes) {
        return writer(maxBytes, 0);
    }

    private LineWriter writer(int maxBytes, int sureRoom) {
        return new LineWriter(buffered, maxBytes, sureRoom, this::start, this);
    }

    private void start(Runnable pump) {
        Thread thread = new Thread(pump, "writer");
        thread.setDaemon(true);
        pumps.add(thread);
        thread.start();
    }

    @Override
    public void finished() {
        finished.complete(null);
    }

    @Override
    public void broken(IOException why) {
        broken.complete(why);
    }

    private static JsonSlice line(int length) {
        return JsonSlice.of("x".repeat(length));
    }

    @Test
    void whatWaits_goesOutInOneWrite() {
        LineWriter writer = writer(1000);
        writer.offer(JsonSlice.of("1"), null);
        Await.until("the first is being written", mayWrite::hasQueuedThreads);
        writer.offer(JsonSlice.of("2"), null);
        writer.offer(JsonSlice.of("3"), null);
        mayWrite.release(2);
        Await.until("two writes", () -> writes.size() == 2);

        assertThat(writes).containsExactly("1\n", "2\n3\n");
    }

    @Test
    void readerThatDoesNotRead_isRefusedMoreThanTheLimit() {
        LineWriter writer = writer(100);

        assertThat(writer.offer(line(50), null)).isEqualTo(LineWriter.Offer.TAKEN);
        Await.until("it is being written", mayWrite::hasQueuedThreads);
        assertThat(writer.offer(line(48), null)).isEqualTo(LineWriter.Offer.TAKEN);
        assertThat(writer.offer(line(1), null)).isEqualTo(LineWriter.Offer.FULL);
        assertThat(writer.unwritten()).isEqualTo(100);

        mayWrite.release(2);
        Await.until("there is room again", () -> writer.offer(line(90), null) == LineWriter.Offer.TAKEN);
        mayWrite.release();
    }

    @Test
    void oneLongLine_isTakenWhenNothingWaits() {
        LineWriter writer = writer(100);
        mayWrite.release(2);

        assertThat(writer.offer(line(70_000), null)).isEqualTo(LineWriter.Offer.TAKEN);

        Await.until("it is written", () -> writes.size() == 2);
        assertThat(String.join("", writes)).hasSize(70_001).endsWith("x\n");
    }

    @Test
    void close_writesWhatWaitsAndThenClosesTheStream() {
        LineWriter writer = writer(100);
        writer.offer(JsonSlice.of("1"), null);
        writer.close();
        mayWrite.release();
        Await.value("finished", finished);

        assertThat(writes).containsExactly("1\n");
        assertThat(closed).isTrue();
        assertThat(writer.offer(JsonSlice.of("2"), null)).isEqualTo(LineWriter.Offer.CLOSED);
    }

    @Test
    void brokenStream_isToldAndTakesNoMore() {
        fails = new IOException("broken pipe");
        LineWriter writer = writer(100);
        mayWrite.release();
        writer.offer(JsonSlice.of("1"), null);

        assertThat(Await.value("broken", broken)).hasMessage("broken pipe");
        assertThat(writer.offer(JsonSlice.of("2"), null)).isEqualTo(LineWriter.Offer.CLOSED);
    }

    @Test
    void whateverIsThrown_streamIsBrokenOnEitherThread() {
        fails = new LinkageError("a class that cannot be loaded");
        mayWrite.release(2);
        for (LineWriter writer : List.of(writer(1000, 100), writer(1000, 0))) {
            assertThat(writer.offer(JsonSlice.of("1"), null)).isEqualTo(LineWriter.Offer.TAKEN);
            assertThat(Await.value("broken", broken)).hasCause(fails);
            assertThat(writer.offer(JsonSlice.of("2"), null)).isEqualTo(LineWriter.Offer.CLOSED);
            broken = new CompletableFuture<>();
        }
    }

    @Test
    void pipeHasRoom_whoeverOffersWrites() {
        LineWriter writer = writer(1000, 100);
        mayWrite.release(2);
        writer.offer(JsonSlice.of("1"), RequestId.of(1));
        writer.offer(JsonSlice.of("2"), null);

        assertThat(writes).containsExactly("1\n", "2\n");
        assertThat(writers).containsOnly(Thread.currentThread().getName());
        assertThat(pumps).isEmpty();
    }

    @Test
    void pipeMayBeFull_anotherThreadWritesUntilAnAnswerShowsThatItWasRead() {
        LineWriter writer = writer(1000, 100);
        mayWrite.release(4);
        writer.offer(line(50), RequestId.of(1));
        writer.offer(line(40), RequestId.of(2));
        writer.offer(line(30), RequestId.of(3));
        Await.until("the third is written", () -> writes.size() == 3);
        assertThat(writers.get(2)).isEqualTo("writer");

        writer.answered(RequestId.of(2));
        Await.until("whoever offers writes again", () -> writesByItself(writer, line(60)));
    }

    /** The thread that may block is done with its line a moment after the line was written. */
    private boolean writesByItself(LineWriter writer, JsonSlice line) {
        int before = writes.size();
        writer.offer(line, RequestId.of(4));
        return writers.size() > before
                && writers.get(before).equals(Thread.currentThread().getName());
    }

    @Test
    void whoeverOffersWrites_threadThatMayBlockSleepsOn() {
        LineWriter writer = writer(1000, 100);
        mayWrite.release(1000);
        writer.offer(line(100), RequestId.of(1));
        Thread pump = pumps.get(0);
        Await.until(
                "it has written and sleeps",
                () -> (writes.size() == 1 && pump.getState() == Thread.State.TIMED_WAITING) || !pump.isAlive());
        writer.answered(RequestId.of(1));
        long sleeps = sleeps(pump);
        for (int i = 2; i < 500; i++) {
            writer.offer(line(50), RequestId.of(i));
            writer.answered(RequestId.of(i));
        }

        assertThat(writers.subList(1, writers.size()))
                .containsOnly(Thread.currentThread().getName());
        assertThat(sleeps(pump)).isIn(sleeps, 0L);
    }

    private static boolean isAsleep(Thread thread) {
        return EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING).contains(thread.getState());
    }

    /** How often a thread has gone to sleep; 0 if it is gone. */
    private static long sleeps(Thread thread) {
        ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
        return info == null ? 0 : info.getWaitedCount();
    }

    @Test
    void lineThatMayNotFitComesAtTheSameTime_onlyTheThreadThatMayBlockWritesIt() throws InterruptedException {
        int rounds = 3000;
        LineWriter writer = writer(1000, 100);
        mayWrite.release(2 * rounds);
        AtomicInteger round = new AtomicInteger();
        Thread other = new Thread(() -> {
            for (int i = 1; i <= rounds; i++) {
                while (round.get() < i) {
                    Thread.onSpinWait();
                }
                writer.offer(line(150), RequestId.of(2L * i));
                round.set(-i);
                while (round.get() < 0) {
                    Thread.onSpinWait();
                }
            }
        });
        other.start();
        for (int i = 1; i <= rounds; i++) {
            round.set(i);
            writer.offer(line(10), RequestId.of(2L * i + 1));
            while (round.get() > 0) {
                Thread.onSpinWait();
            }
            writer.answered(RequestId.of(2L * i));
            writer.answered(RequestId.of(2L * i + 1));
            round.set(0);
        }
        other.join();
        writer.close();
        Await.value("finished", finished);

        assertThat(foreignLines).hasValue(0);
        assertThat(writers).contains("writer");
    }

    @Test
    void othersOfferMeanwhile_theirsGoesAlongWithoutAnotherThread() {
        LineWriter writer = writer(1000, 100);
        Thread first = new Thread(() -> writer.offer(JsonSlice.of("1"), null), "first");
        first.start();
        Await.until("the first is being written", mayWrite::hasQueuedThreads);
        assertThat(writer.offer(JsonSlice.of("2"), null)).isEqualTo(LineWriter.Offer.TAKEN);
        assertThat(writer.offer(JsonSlice.of("3"), null)).isEqualTo(LineWriter.Offer.TAKEN);
        mayWrite.release(2);
        Await.until("two writes", () -> writes.size() == 2);

        assertThat(writes).containsExactly("1\n", "2\n3\n");
        assertThat(writers).containsExactly("first", "first");
        assertThat(pumps).isEmpty();
    }

    @Test
    void whoeverOffersIsStuck_nobodyElseIs() {
        LineWriter writer = writer(200, 100);
        Thread first = new Thread(() -> writer.offer(line(60), null), "first");
        first.setDaemon(true);
        first.start();
        Await.until("the first is being written", mayWrite::hasQueuedThreads);

        assertThat(writer.offer(line(60), null)).isEqualTo(LineWriter.Offer.TAKEN);
        assertThat(writer.offer(line(60), null)).isEqualTo(LineWriter.Offer.TAKEN);
        assertThat(writer.offer(line(60), null)).isEqualTo(LineWriter.Offer.FULL);
        Await.until("a thread that may block has come", () -> isAsleep(pumps.get(0)));
        Await.stays("it sleeps on", Duration.ofMillis(2300), () -> isAsleep(pumps.get(0)));
        mayWrite.release(2);
        Await.until("two writes", () -> writes.size() == 2);
        assertThat(writers).containsExactly("first", "writer");
    }

    @Test
    void noThreadIsToBeHad_lineIsRefusedAndTheNextOneTaken() {
        LineWriter writer = new LineWriter(
                buffered,
                1000,
                100,
                task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                this);
        assertThat(writer.offer(line(200), null)).isEqualTo(LineWriter.Offer.NO_THREAD);
        mayWrite.release();
        assertThat(writer.offer(line(20), null)).isEqualTo(LineWriter.Offer.TAKEN);
        writer.close();

        assertThat(writes).hasSize(1);
        assertThat(closed).isTrue();
    }

    @Test
    void nothingWaits_closeNeedsNoThread() {
        LineWriter writer = writer(100);
        writer.close();
        writer.close();

        assertThat(closed).isTrue();
        assertThat(finished).isDone();
        assertThat(pumps).isEmpty();
    }

    @Test
    void nothingToWriteForAWhile_threadEndsAndAnotherComesWhenNeeded() {
        LineWriter writer = writer(100);
        mayWrite.release(2);
        writer.offer(JsonSlice.of("1"), null);
        Await.until("the thread has gone", () -> !pumps.get(0).isAlive());
        writer.offer(JsonSlice.of("2"), null);
        Await.until("two writes", () -> writes.size() == 2);

        assertThat(pumps).hasSize(2);
    }

    @Test
    void manyOffer_everyLineIsWrittenOnceAndInTheOrderOfEachOfThem() throws InterruptedException {
        LineWriter writer = writer(1 << 20, 100);
        mayWrite.release(1 << 20);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int who = t;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 2000; i++) {
                    RequestId id = RequestId.of(who * 10_000L + i + 1);
                    writer.offer(JsonSlice.of(who + " " + i), id);
                    if (i % 3 == 0) {
                        writer.answered(id);
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        writer.close();
        Await.value("finished", finished);

        List<String> lines = String.join("", writes).lines().toList();
        assertThat(lines).hasSize(8000);
        for (int who = 0; who < 4; who++) {
            String prefix = who + " ";
            assertThat(lines.stream().filter(line -> line.startsWith(prefix)).toList())
                    .isEqualTo(
                            IntStream.range(0, 2000).mapToObj(i -> prefix + i).toList());
        }
    }
}
