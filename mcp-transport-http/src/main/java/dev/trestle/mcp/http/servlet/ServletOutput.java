package dev.trestle.mcp.http.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The body of a servlet response, written without blocking; the one class that knows {@code isReady}. What is the whole
 * answer and fits the container's buffer needs no listener.
 */
final class ServletOutput implements WriteListener {

    private final AsyncContext async;
    private final HttpServletResponse response;
    private final AtomicBoolean completed = new AtomicBoolean();
    private final AtomicReference<@Nullable Runnable> whenClosed = new AtomicReference<>();
    private final Object lock = new Object();
    private @Nullable ServletOutputStream out;
    private @Nullable Pending pending;
    private volatile @Nullable Throwable problem;

    ServletOutput(AsyncContext async, HttpServletResponse response) {
        this.async = async;
        this.response = response;
    }

    /** One write on its way: first its bytes, then a flush, then, if it is the last, the end. */
    private static final class Pending {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        final ByteBuffer bytes;
        final boolean last;
        boolean flushed;

        Pending(ByteBuffer bytes, boolean last) {
            this.bytes = bytes;
            this.last = last;
            this.flushed = last;
        }
    }

    CompletionStage<Void> write(ByteBuffer bytes, boolean last) {
        Pending next = new Pending(bytes, last);
        try {
            if (out == null && last && bytes.remaining() <= response.getBufferSize()) {
                writeWhole(next);
                return next.done;
            }
            synchronized (lock) {
                pending = next;
            }
            if (out == null) {
                ServletOutputStream stream = response.getOutputStream();
                out = stream;
                stream.setWriteListener(this);
            } else {
                pump();
            }
        } catch (IOException | IllegalStateException e) {
            closed(e);
        }
        return next.done;
    }

    private void writeWhole(Pending whole) throws IOException {
        ByteBuffer bytes = whole.bytes;
        if (bytes.hasRemaining()) {
            int from = bytes.arrayOffset() + bytes.position();
            response.getOutputStream().write(bytes.array(), from, bytes.remaining());
        }
        complete();
        whole.done.complete(null);
    }

    @Override
    public void onWritePossible() {
        try {
            pump();
        } catch (IOException | IllegalStateException e) {
            closed(e);
        }
    }

    /** Goes on with the pending write until the container wants to wait. Only one thread is in here: see the interface. */
    private void pump() throws IOException {
        Pending current;
        ServletOutputStream stream = out;
        synchronized (lock) {
            current = pending;
        }
        if (current == null || stream == null) {
            return;
        }
        while (stream.isReady()) {
            if (current.bytes.hasRemaining()) {
                ByteBuffer bytes = current.bytes;
                int length = bytes.remaining();
                int from = bytes.arrayOffset() + bytes.position();
                bytes.position(bytes.limit());
                stream.write(bytes.array(), from, length);
            } else if (!current.flushed) {
                current.flushed = true;
                stream.flush();
            } else {
                written(current);
                return;
            }
        }
    }

    private void written(Pending current) {
        synchronized (lock) {
            pending = null;
        }
        if (current.last) {
            complete();
        }
        current.done.complete(null);
    }

    private void complete() {
        if (completed.compareAndSet(false, true)) {
            async.complete();
        }
    }

    @Override
    public void onError(Throwable failed) {
        closed(failed);
    }

    void onClose(Runnable action) {
        whenClosed.set(action);
        if (problem != null) {
            tellClosed();
        }
    }

    /** The client is gone, or the container gave up. */
    void closed(Throwable why) {
        Pending lost;
        synchronized (lock) {
            lost = pending;
            pending = null;
            problem = why;
        }
        end();
        if (lost != null) {
            lost.done.completeExceptionally(why);
        }
        tellClosed();
    }

    private void tellClosed() {
        Runnable action = whenClosed.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    private void end() {
        try {
            complete();
        } catch (IllegalStateException e) {
            // The container was faster: the exchange is over, which is all that is wanted.
        }
    }

    void abort() {
        closed(new IOException("cut off"));
    }
}
