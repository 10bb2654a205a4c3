package dev.trestle.mcp.http.link;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The order of what is sent over connections that know none: after a message that needs no answer, the next is sent when the
 * server has accepted it. Requests do not wait for each other. Thread-safe; nothing is sent under its lock.
 */
final class SendOrder {

    private final int capacity;
    private final Queue<Entry> queue = new ArrayDeque<>();
    private int holds;
    private int waiting;
    private boolean draining;

    SendOrder(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Adds a message.
     *
     * @param size its bytes
     * @param holding whether those after it wait until it runs what it is given
     * @param start sends it
     * @return whether there was room; a message is always taken if none waits
     */
    boolean add(int size, boolean holding, Consumer<Runnable> start) {
        if (!holding && nothingBefore()) {
            start.accept(() -> {});
            return true;
        }
        synchronized (this) {
            if (waiting > 0 && waiting + (long) size > capacity) {
                return false;
            }
            waiting += size;
            queue.add(new Entry(size, holding, start));
        }
        drain();
        return true;
    }

    private synchronized boolean nothingBefore() {
        return holds == 0 && queue.isEmpty();
    }

    /** Lets nothing start until {@link #release}. */
    synchronized void hold() {
        holds++;
    }

    void release() {
        synchronized (this) {
            holds--;
        }
        drain();
    }

    private void drain() {
        for (Entry entry = next(true); entry != null; entry = next(false)) {
            entry.start.accept(entry.holding ? once() : () -> {});
        }
    }

    private synchronized @Nullable Entry next(boolean begins) {
        if (begins && draining) {
            return null;
        }
        Entry entry = holds > 0 ? null : queue.poll();
        draining = entry != null;
        if (entry != null) {
            waiting -= entry.size;
            holds += entry.holding ? 1 : 0;
        }
        return entry;
    }

    private Runnable once() {
        AtomicBoolean ran = new AtomicBoolean();
        return () -> {
            if (ran.compareAndSet(false, true)) {
                release();
            }
        };
    }

    private record Entry(int size, boolean holding, Consumer<Runnable> start) {}
}
