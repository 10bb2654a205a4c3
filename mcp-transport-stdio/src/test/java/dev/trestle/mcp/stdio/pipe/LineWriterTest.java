package dev.trestle.mcp.stdio.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class LineWriterTest implements LineWriter.Listener {

    private final List<String> writes = new CopyOnWriteArrayList<>();
    private final Semaphore mayWrite = new Semaphore(0);
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final CompletableFuture<IOException> broken = new CompletableFuture<>();
    private volatile boolean closed;
    private volatile boolean fails;

    private final OutputStream out = new OutputStream() {
        @Override
        public void write(int b) {
            throw new UnsupportedOperationException("byte by byte");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            mayWrite.acquireUninterruptibly();
            if (fails) {
                throw new IOException("broken pipe");
            }
            writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            closed = true;
        }
    };

    private LineWriter writer(int maxBytes) {
        LineWriter writer = new LineWriter(out, maxBytes, this);
        Thread thread = new Thread(writer, "writer");
        thread.setDaemon(true);
        thread.start();
        return writer;
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
        writer.offer(JsonSlice.of("1"));
        Await.until("the first is being written", mayWrite::hasQueuedThreads);
        writer.offer(JsonSlice.of("2"));
        writer.offer(JsonSlice.of("3"));
        mayWrite.release(2);
        Await.until("two writes", () -> writes.size() == 2);

        assertThat(writes).containsExactly("1\n", "2\n3\n");
    }

    @Test
    void readerThatDoesNotRead_isRefusedMoreThanTheLimit() {
        LineWriter writer = writer(100);

        assertThat(writer.offer(line(50))).isEqualTo(LineWriter.Offer.TAKEN);
        Await.until("it is being written", mayWrite::hasQueuedThreads);
        assertThat(writer.offer(line(48))).isEqualTo(LineWriter.Offer.TAKEN);
        assertThat(writer.offer(line(1))).isEqualTo(LineWriter.Offer.FULL);

        mayWrite.release(2);
        Await.until("there is room again", () -> writer.offer(line(90)) == LineWriter.Offer.TAKEN);
        mayWrite.release();
    }

    @Test
    void oneLongLine_isTakenWhenNothingWaits() {
        LineWriter writer = writer(100);
        mayWrite.release();

        assertThat(writer.offer(line(70_000))).isEqualTo(LineWriter.Offer.TAKEN);

        Await.until("it is written", () -> !writes.isEmpty());
        assertThat(writes.get(0)).hasSize(70_001).endsWith("x\n");
    }

    @Test
    void close_writesWhatWaitsAndThenClosesTheStream() {
        LineWriter writer = writer(100);
        writer.offer(JsonSlice.of("1"));
        writer.close();
        mayWrite.release();
        Await.value("finished", finished);

        assertThat(writes).containsExactly("1\n");
        assertThat(closed).isTrue();
        assertThat(writer.offer(JsonSlice.of("2"))).isEqualTo(LineWriter.Offer.CLOSED);
    }

    @Test
    void brokenStream_isToldAndTakesNoMore() {
        fails = true;
        LineWriter writer = writer(100);
        mayWrite.release();
        writer.offer(JsonSlice.of("1"));

        assertThat(Await.value("broken", broken)).hasMessage("broken pipe");
        assertThat(writer.offer(JsonSlice.of("2"))).isEqualTo(LineWriter.Offer.CLOSED);
    }
}
