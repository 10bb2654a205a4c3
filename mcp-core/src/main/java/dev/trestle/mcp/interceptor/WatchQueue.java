package dev.trestle.mcp.interceptor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls under a deadline, and the one timer for all of them. Those that nobody has looked at yet are all given the same
 * time, so the first that came is the first to look at: a call costs two changes of a linked list, not a task of the scheduler.
 * The few that outlive their first look are sorted by when the next is due. Thread-safe.
 */
final class WatchQueue {

    private static final Logger LOG = LoggerFactory.getLogger(WatchQueue.class);

    /** Longer than any gateway runs, and short enough to be added to any time without an overflow. */
    private static final long FOR_EVER = Long.MAX_VALUE / 4;

    private final long patience;
    private final ScheduledExecutorService scheduler;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final long origin;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeSet<WatchedCall> seen = new TreeSet<>(
            Comparator.<WatchedCall>comparingLong(call -> call.due).thenComparingLong(call -> call.number));
    private @Nullable WatchedCall first;
    private @Nullable WatchedCall last;
    private long numbers;

    private @Nullable Timer timer;
    private long timers;

    WatchQueue(
            long silenceNanos,
            long capNanos,
            ScheduledExecutorService scheduler,
            Executor executor,
            LongSupplier nanoTime) {
        this.patience = Math.min(FOR_EVER, Math.min(silenceNanos, capNanos));
        this.scheduler = scheduler;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
    }

    private record Timer(Future<?> task, long due) {}

    /** Since there is this queue, so that times can be compared. */
    private long now() {
        return nanoTime.getAsLong() - origin;
    }

    private long firstLook(WatchedCall call) {
        return call.start() - origin + patience;
    }

    /** Watches a call from its beginning. */
    void add(WatchedCall call) {
        lock.lock();
        try {
            call.earlier = last;
            if (last == null) {
                first = call;
            } else {
                last.later = call;
            }
            last = call;
            arm(firstLook(call));
        } finally {
            lock.unlock();
        }
    }

    /** Looks again at a call that was looked at, after some nanoseconds. */
    void addAgain(WatchedCall call, long delay) {
        lock.lock();
        try {
            call.due = now() + Math.min(FOR_EVER, delay);
            call.number = ++numbers;
            seen.add(call);
            arm(call.due);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a call; one that is not there any more is none of its business. */
    void remove(WatchedCall call) {
        lock.lock();
        try {
            if (call.number > 0) {
                seen.remove(call);
                call.number = 0;
            } else {
                unlink(call);
            }
        } finally {
            lock.unlock();
        }
    }

    private void unlink(WatchedCall call) {
        WatchedCall before = call.earlier;
        WatchedCall after = call.later;
        if (before == null && first != call) {
            return;
        }
        if (before == null) {
            first = after;
        } else {
            before.later = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.earlier = before;
        }
        call.earlier = null;
        call.later = null;
    }

    /** Sees to it, under the lock, that the timer comes then or before. */
    private void arm(long due) {
        Timer armed = timer;
        if (armed != null && armed.due <= due) {
            return;
        }
        long which = ++timers;
        long delay = Math.max(1, due - now());
        try {
            timer = new Timer(scheduler.schedule(() -> look(which), delay, TimeUnit.NANOSECONDS), due);
        } catch (RejectedExecutionException e) {
            LOG.debug("The gateway is closed: nobody waits for its calls any more");
            return;
        }
        if (armed != null) {
            armed.task.cancel(false);
        }
    }

    /** The timer is set for the next before any call is ended, so that whatever comes of that, the others are not forgotten. */
    private void look(long which) {
        List<WatchedCall> late = takeDue(which);
        if (late.isEmpty()) {
            return;
        }
        try {
            executor.execute(() -> check(late));
        } catch (RejectedExecutionException e) {
            check(late);
        }
    }

    private static void check(List<WatchedCall> late) {
        for (WatchedCall call : late) {
            try {
                call.check();
            } catch (RuntimeException | Error e) {
                LOG.error("A call that is late was not ended as it should be", e);
            }
        }
    }

    private List<WatchedCall> takeDue(long which) {
        List<WatchedCall> late = new ArrayList<>();
        lock.lock();
        try {
            if (which == timers) {
                timer = null;
            }
            long now = now();
            for (WatchedCall call = first; call != null && firstLook(call) <= now; call = first) {
                unlink(call);
                late.add(call);
            }
            while (!seen.isEmpty() && seen.first().due <= now) {
                WatchedCall call = seen.first();
                seen.remove(call);
                call.number = 0;
                late.add(call);
            }
            if (first != null) {
                arm(firstLook(first));
            }
            if (!seen.isEmpty()) {
                arm(seen.first().due);
            }
            return late;
        } finally {
            lock.unlock();
        }
    }
}
