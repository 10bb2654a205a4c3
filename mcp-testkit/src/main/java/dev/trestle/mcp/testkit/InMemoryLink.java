package dev.trestle.mcp.testkit;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.MessageLink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One end of a channel in memory that behaves as a pipe does: what one end sends arrives at the other as a copy of its
 * bytes, on that end's own thread, one message at a time. When an end closes, the other hears what was sent before, then
 * that the link is over. Thread-safe.
 */
public final class InMemoryLink implements MessageLink {

    /** How many messages wait at an end before the other's sends fail. */
    public static final int CAPACITY = 1_024;

    /** How many bytes wait at an end before the other's sends fail; a longer message is taken if it is alone. */
    public static final int CAPACITY_BYTES = 4 << 20;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Object lock;
    private final Deque<JsonSlice> inbox = new ArrayDeque<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private @Nullable InMemoryLink other;
    private @Nullable Receiver receiver;
    private McpReply.@Nullable Failure why;
    private int waiting;

    private InMemoryLink(Object lock) {
        this.lock = lock;
    }

    /**
     * Makes a channel.
     *
     * @return one of its ends; {@link #other} is the other
     */
    public static InMemoryLink create() {
        Object lock = new Object();
        InMemoryLink near = new InMemoryLink(lock);
        InMemoryLink far = new InMemoryLink(lock);
        near.other = far;
        far.other = near;
        return near;
    }

    /**
     * The other end.
     *
     * @return always the same
     */
    public InMemoryLink other() {
        if (other == null) {
            throw new IllegalStateException("an end without another");
        }
        return other;
    }

    @Override
    public void open(Receiver listener) {
        synchronized (lock) {
            if (receiver != null) {
                throw new IllegalStateException("a link is opened once");
            }
            receiver = listener;
        }
        Thread reader = new Thread(() -> deliver(listener), "in-memory-link-" + NUMBER.incrementAndGet());
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public CompletionStage<Void> send(JsonSlice message) {
        byte[] line = message.bytes();
        for (byte b : line) {
            if (b == '\n' || b == '\r') {
                return refused(TrestleError.INTERNAL.failure("a message on a link has a line break"));
            }
        }
        synchronized (lock) {
            if (why != null) {
                return refused(why);
            }
            if (!other().take(line)) {
                return refused(TrestleError.BUSY.failure("the peer does not read what it is sent"));
            }
            lock.notifyAll();
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Ends both ends; the grace is not needed, as an end in memory has nothing to finish. */
    @Override
    public CompletionStage<Void> close(Duration grace) {
        synchronized (lock) {
            inbox.clear();
            end(TrestleError.BACKEND_LOST.failure("the link was closed"), false);
        }
        return over.minimalCompletionStage();
    }

    /**
     * Breaks the link as the death of a process does: whatever this end sent and nobody read is lost.
     *
     * @param reason what the other end hears
     */
    public void die(McpReply.Failure reason) {
        synchronized (lock) {
            end(reason, true);
        }
    }

    private boolean take(byte[] line) {
        if (inbox.size() >= CAPACITY || (waiting > 0 && waiting + line.length > CAPACITY_BYTES)) {
            return false;
        }
        waiting += line.length;
        inbox.add(JsonSlice.of(line));
        return true;
    }

    private void end(McpReply.Failure reason, boolean lossy) {
        for (InMemoryLink end : new InMemoryLink[] {this, other()}) {
            if (lossy) {
                end.inbox.clear();
            }
            if (end.why == null) {
                end.why = reason;
            }
            if (end.receiver == null) {
                end.over.complete(null);
            }
        }
        lock.notifyAll();
    }

    private void deliver(Receiver listener) {
        try {
            for (JsonSlice message = next(); message != null; message = next()) {
                deliver(listener, message);
            }
            listener.closed(reason());
        } finally {
            over.complete(null);
        }
    }

    /** What a receiver throws is nobody's but its own: the thread says so, and goes on. */
    private static void deliver(Receiver listener, JsonSlice message) {
        try {
            listener.received(message);
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private @Nullable JsonSlice next() {
        synchronized (lock) {
            while (inbox.isEmpty() && why == null) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    end(TrestleError.BACKEND_LOST.failure("the link's thread was interrupted"), true);
                }
            }
            JsonSlice message = inbox.poll();
            waiting -= message == null ? 0 : message.length();
            return message;
        }
    }

    private McpReply.Failure reason() {
        synchronized (lock) {
            return why == null ? TrestleError.INTERNAL.failure("a link ended without a reason") : why;
        }
    }

    private static CompletionStage<Void> refused(McpReply.Failure failure) {
        return CompletableFuture.failedFuture(new McpException(failure));
    }
}
