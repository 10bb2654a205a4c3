package dev.trestle.mcp.http.exchange;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Things to do after one constant delay. Since the delay is the same for all, the first in is the first due, and neither a
 * scheduled task nor a sorted queue is needed: one tick looks at the head. Thread-safe.
 */
public final class DelayLine {

    private final long delay;
    private final LongSupplier nanoTime;
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    public DelayLine(Duration delay, LongSupplier nanoTime) {
        this.delay = delay.toNanos();
        this.nanoTime = nanoTime;
    }

    /** One thing to do; once cancelled it holds nothing but its place. */
    public static final class Entry extends AtomicReference<@Nullable Runnable> {
        private static final long serialVersionUID = 1L;

        private final long due;

        private Entry(Runnable action, long due) {
            super(action);
            this.due = due;
        }

        /** Makes the action not happen, unless it has. */
        public void cancel() {
            set(null);
        }
    }

    /** Does the action once, after the delay, on the thread that ticks. */
    public Entry add(Runnable action) {
        Entry entry = new Entry(action, nanoTime.getAsLong() + delay);
        entries.add(entry);
        return entry;
    }

    /** Does what is due. */
    public void tick() {
        long now = nanoTime.getAsLong();
        for (Entry head = entries.peek(); head != null && head.due - now <= 0; head = entries.peek()) {
            entries.poll();
            Runnable action = head.getAndSet(null);
            if (action != null) {
                action.run();
            }
        }
    }

    /** How many wait, cancelled ones included. */
    public int size() {
        return entries.size();
    }
}
