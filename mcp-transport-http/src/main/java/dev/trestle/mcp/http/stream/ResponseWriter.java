package dev.trestle.mcp.http.stream;

import dev.trestle.mcp.http.mount.HttpExchange;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to one exchange, as fast as its client reads: one write at a time, and what has queued up meanwhile goes
 * out in one. The queue is bounded in bytes; the lock guards memory only. Thread-safe.
 */
public final class ResponseWriter {

    private static final int BATCH = 64 << 10;

    /** Most streams are idle, and what is said on them goes out at once. */
    private static final int USUAL_QUEUE = 2;

    private static final byte[] COMMENT = {':', '\n', '\n'};

    private final HttpExchange exchange;
    private final Runnable onClosed;
    private final Deque<Frame> queue = new ArrayDeque<>(USUAL_QUEUE);
    private long limit;
    private long queued;
    private boolean commentDue = true;
    private boolean spoke;
    private boolean held = true;
    private boolean writing;
    private boolean ending;
    private boolean closed;

    /**
     * Prepares to write; nothing is written before {@link #release}.
     *
     * @param exchange whose head is set before the release
     * @param limit how many bytes may wait
     * @param onClosed run once the last write is done, or the client can no longer be reached
     */
    public ResponseWriter(HttpExchange exchange, long limit, Runnable onClosed) {
        this.exchange = exchange;
        this.limit = limit;
        this.onClosed = onClosed;
    }

    /** Puts what the client missed before whatever is queued, without regard to the limit. */
    public synchronized void replay(List<? extends Frame> missed) {
        if (closed) {
            return;
        }
        for (int i = missed.size() - 1; i >= 0; i--) {
            Frame frame = missed.get(i);
            queue.addFirst(frame);
            queued += frame.weight();
            limit += frame.weight();
        }
    }

    /**
     * Queues an event; {@link #flush} sends it.
     *
     * @return false if the client reads too slowly
     */
    public synchronized boolean offer(Frame frame) {
        if (closed || ending) {
            return true;
        }
        if (queued >= limit) {
            return false;
        }
        queue.add(frame);
        queued += frame.weight();
        return true;
    }

    /** Ends the response after what is queued. */
    public synchronized void end() {
        ending = true;
    }

    /** Ends the response without what is queued. */
    public synchronized void endNow() {
        queue.clear();
        queued = 0;
        ending = true;
    }

    /** Makes sure that something is sent now and then, which is the only way to learn that a client is gone. */
    public void heartbeat() {
        synchronized (this) {
            commentDue = !spoke && !writing;
            spoke = false;
        }
        flush();
    }

    /** Whether nothing will be written any more. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Begins to write. */
    public void release() {
        synchronized (this) {
            held = false;
        }
        flush();
    }

    /** Stops without ending the response. */
    public synchronized void close() {
        closed = true;
        queue.clear();
        queued = 0;
    }

    /** Writes what is queued, unless that is being done. */
    public void flush() {
        for (Batch batch = next(); batch != null; batch = next()) {
            boolean last = batch.last;
            CompletionStage<Void> written = exchange.write(batch.bytes, last);
            CompletableFuture<Void> state = written.toCompletableFuture();
            if (!state.isDone() || state.isCompletedExceptionally()) {
                written.whenComplete((nothing, problem) -> {
                    wrote(last || problem != null);
                    flush();
                });
                return;
            }
            wrote(last);
        }
    }

    private void wrote(boolean last) {
        synchronized (this) {
            writing = false;
            if (last) {
                close();
            }
        }
        if (last) {
            onClosed.run();
        }
    }

    private record Batch(ByteBuffer bytes, boolean last) {}

    private synchronized @Nullable Batch next() {
        if (held || writing || closed || (queue.isEmpty() && !ending && !commentDue)) {
            return null;
        }
        List<byte[]> parts = new ArrayList<>(Math.min(queue.size(), 16));
        int size = 0;
        // A comment is no word: two intervals of silence are two comments.
        spoke = !queue.isEmpty();
        if (queue.isEmpty() && commentDue) {
            parts.add(COMMENT);
            size = COMMENT.length;
        }
        while (size < BATCH && !queue.isEmpty()) {
            Frame frame = queue.remove();
            queued -= frame.weight();
            byte[] bytes = frame.toBytes();
            parts.add(bytes);
            size += bytes.length;
        }
        commentDue = false;
        writing = true;
        return new Batch(join(parts, size), ending && queue.isEmpty());
    }

    private static ByteBuffer join(List<byte[]> parts, int size) {
        if (parts.size() == 1) {
            return ByteBuffer.wrap(parts.get(0));
        }
        ByteBuffer joined = ByteBuffer.allocate(size);
        parts.forEach(joined::put);
        return joined.flip();
    }
}
