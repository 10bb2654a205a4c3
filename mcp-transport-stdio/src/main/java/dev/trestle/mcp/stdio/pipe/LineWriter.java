package dev.trestle.mcp.stdio.pipe;

import dev.trestle.mcp.json.JsonSlice;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes lines on a thread of its own, so that a reader who does not read blocks nobody else. What waits is bounded in
 * bytes; whatever is waiting goes out in one write and one flush. Any thread may offer; one thread runs it.
 */
public final class LineWriter implements Runnable {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final OutputStream out;
    private final int maxBytes;
    private final Listener listener;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private ArrayDeque<JsonSlice> waiting = new ArrayDeque<>();
    private ArrayDeque<JsonSlice> spare = new ArrayDeque<>();
    private long unwrittenBytes;
    private boolean closed;

    public LineWriter(OutputStream out, int maxBytes, Listener listener) {
        this.out = out;
        this.maxBytes = maxBytes;
        this.listener = listener;
    }

    /** Never blocks. A single line is taken whatever its length if nothing else waits; its length is bounded elsewhere. */
    public Offer offer(JsonSlice line) {
        int bytes = line.length() + 1;
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            if (unwrittenBytes > 0 && unwrittenBytes + bytes > maxBytes) {
                return Offer.FULL;
            }
            unwrittenBytes += bytes;
            waiting.add(line);
            changed.signal();
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more; what waits is still written, then the stream is closed. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        try {
            ArrayDeque<JsonSlice> batch = await();
            while (!batch.isEmpty()) {
                write(batch);
                listener.written();
                batch = await();
            }
            out.close();
            listener.finished();
        } catch (IOException e) {
            close();
            listener.broken(e);
        }
    }

    /** What waits, or nothing once closed. */
    private ArrayDeque<JsonSlice> await() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            ArrayDeque<JsonSlice> batch = waiting;
            waiting = spare;
            spare = batch;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void write(ArrayDeque<JsonSlice> batch) throws IOException {
        int total = 0;
        for (JsonSlice line : batch) {
            total = Math.addExact(total, line.length() + 1);
        }
        byte[] bytes = total <= buffer.length ? buffer : new byte[total];
        int at = 0;
        for (JsonSlice line = batch.poll(); line != null; line = batch.poll()) {
            at = line.copyTo(bytes, at);
            bytes[at++] = '\n';
        }
        out.write(bytes, 0, total);
        out.flush();
        lock.lock();
        try {
            unwrittenBytes -= total;
        } finally {
            lock.unlock();
        }
    }

    /** What became of a line that was offered. */
    public enum Offer {
        /** It will be written unless the stream breaks. */
        TAKEN,
        /** Too much waits already. */
        FULL,
        /** The stream is closed or broken. */
        CLOSED
    }

    /** Hears of progress, on the writing thread. */
    public interface Listener {

        /** Something was written. */
        default void written() {}

        /** Everything was written and the stream is closed. */
        default void finished() {}

        /** The other side reads no more. */
        void broken(IOException why);
    }
}
