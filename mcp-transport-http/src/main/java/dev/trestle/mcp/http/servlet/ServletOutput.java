package dev.trestle.mcp.http.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of a servlet response, written without blocking; the one class that knows {@code isReady}. What is the whole
 * answer and fits the container's buffer needs no listener.
 *
 * <p>Containers use a response again for another request as soon as it is over. So whoever touches it holds a lock, though
 * only for calls that do not block, and nobody touches it once it is over; the container's own news of an error waits for
 * that lock too. Whoever waits for a write is told when the lock is free again.
 */
final class ServletOutput implements WriteListener, AsyncListener {

    /** The length of a body that has none to be told, or none that is known yet. */
    private static final int OPEN = -1;

    /** Who waits for a write that nobody waits for. */
    private static final CompletableFuture<Void> NOBODY = CompletableFuture.completedFuture(null);

    private static final long LONGEST_CALL_MILLIS = 1_000;

    private final AsyncContext async;
    private final HttpServletResponse response;
    private final AtomicReference<@Nullable Runnable> whenClosed = new AtomicReference<>();
    private final ReentrantLock touching = new ReentrantLock();
    private @Nullable ServletOutputStream out;
    private @Nullable Pending pending;
    private boolean over;
    private volatile boolean broken;

    ServletOutput(AsyncContext async, HttpServletResponse response) {
        this.async = async;
        this.response = response;
    }

    /** One write on its way: first its bytes, then a flush, then, if it is the last, the end. */
    private static final class Pending {
        final ByteBuffer bytes;
        final boolean last;
        final CompletableFuture<Void> done;
        boolean flushed;

        Pending(ByteBuffer bytes, boolean last, CompletableFuture<Void> done) {
            this.bytes = bytes;
            this.last = last;
            this.done = done;
            this.flushed = last;
        }
    }

    void watch() {
        touching.lock();
        try {
            if (!over) {
                async.addListener(this);
            }
        } finally {
            touching.unlock();
        }
    }

    void head(int status, Map<String, String> headers) {
        head(status, headers, OPEN);
    }

    private void head(int status, Map<String, String> headers, int length) {
        touching.lock();
        try {
            if (!over) {
                response.setStatus(status);
                headers.forEach(response::setHeader);
                if (length != OPEN) {
                    response.setContentLength(length);
                }
            }
        } finally {
            touching.unlock();
        }
    }

    CompletionStage<Void> write(ByteBuffer bytes, boolean last) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        advance(new Pending(bytes, last, done));
        return done;
    }

    /** The whole answer, of which nobody wants to know how the write goes. */
    void answer(int status, Map<String, String> headers, ByteBuffer whole) {
        head(status, headers, whole.hasRemaining() ? whole.remaining() : OPEN);
        advance(new Pending(whole, true, NOBODY));
    }

    @Override
    public void onWritePossible() {
        advance(null);
    }

    /** Begins a write, or goes on with the one that waits, as far as the container lets it. */
    private void advance(@Nullable Pending begun) {
        Pending written = null;
        Exception failed = null;
        touching.lock();
        try {
            if (over) {
                failed = begun == null ? null : new IOException("the exchange is over");
            } else {
                pending = begun == null ? pending : begun;
                written = pump();
            }
        } catch (IOException | RuntimeException e) {
            failed = e;
        } finally {
            touching.unlock();
        }
        if (written != null) {
            written.done.complete(null);
        }
        if (failed != null) {
            closed(failed);
            if (begun != null) {
                begun.done.completeExceptionally(failed);
            }
        }
    }

    /** Goes on with the pending write; gives it back when it is done. */
    private @Nullable Pending pump() throws IOException {
        Pending current = pending;
        if (current == null) {
            return null;
        }
        ServletOutputStream stream = out;
        if (stream == null) {
            return begin(current);
        }
        while (stream.isReady()) {
            if (current.bytes.hasRemaining()) {
                send(stream, current.bytes);
            } else if (!current.flushed) {
                current.flushed = true;
                stream.flush();
            } else {
                return written(current);
            }
        }
        return null;
    }

    private @Nullable Pending begin(Pending first) throws IOException {
        ServletOutputStream stream = response.getOutputStream();
        if (first.last && first.bytes.remaining() <= response.getBufferSize()) {
            send(stream, first.bytes);
            return written(first);
        }
        out = stream;
        stream.setWriteListener(this);
        return null;
    }

    private static void send(ServletOutputStream stream, ByteBuffer bytes) throws IOException {
        int from = bytes.arrayOffset() + bytes.position();
        int length = bytes.remaining();
        bytes.position(bytes.limit());
        if (length > 0) {
            stream.write(bytes.array(), from, length);
        }
    }

    private Pending written(Pending current) {
        pending = null;
        if (current.last) {
            over = true;
            async.complete();
        }
        return current;
    }

    void onClose(Runnable action) {
        whenClosed.set(action);
        if (broken) {
            tellClosed();
        }
    }

    void abort() {
        closed(new IOException("cut off"));
    }

    /** The client is gone, the container gave up, or we did. */
    private void closed(Throwable why) {
        boolean alone = awaitWhoeverIsInside();
        Pending lost = pending;
        pending = null;
        try {
            if (!over) {
                over = true;
                broken = true;
                async.complete();
            }
        } catch (IllegalStateException e) {
            // The container was faster: the exchange is over, which is all that is wanted.
        } finally {
            if (alone) {
                touching.unlock();
            }
        }
        if (lost != null) {
            lost.done.completeExceptionally(why);
        }
        if (broken) {
            tellClosed();
        }
    }

    /** Bounded, since a container may hold a lock of its own that whoever is inside waits for. */
    private boolean awaitWhoeverIsInside() {
        try {
            return touching.tryLock(LONGEST_CALL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void tellClosed() {
        Runnable action = whenClosed.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void onError(Throwable failed) {
        closed(failed);
    }

    @Override
    public void onError(AsyncEvent event) {
        Throwable cause = event.getThrowable();
        closed(cause == null ? new IOException("the container gave up") : cause);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        closed(new IOException("the container's time was up"));
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
