package dev.trestle.mcp.interceptor;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The calls that nobody has looked at yet. They are all given the same time, so the first that came is the first to look at,
 * and one timer does for all of them: a call costs two changes of a linked list, not a task of the scheduler. Thread-safe.
 */
final class WatchQueue {

    private final Deadline deadline;
    private final long patience;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable WatchedCall first;
    private @Nullable WatchedCall last;
    private boolean armed;

    WatchQueue(Deadline deadline) {
        this.deadline = deadline;
        this.patience = Math.min(deadline.silenceNanos(), deadline.capNanos());
    }

    void add(WatchedCall call) {
        boolean arm;
        lock.lock();
        try {
            call.earlier = last;
            if (last == null) {
                first = call;
            } else {
                last.later = call;
            }
            last = call;
            arm = !armed;
            armed = true;
        } finally {
            lock.unlock();
        }
        if (arm) {
            wake(patience);
        }
    }

    /** Forgets a call; one that is not there any more is none of its business. */
    void remove(WatchedCall call) {
        lock.lock();
        try {
            unlink(call);
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

    private void wake(long delay) {
        var unused = deadline.scheduler()
                .schedule(() -> deadline.executor().execute(this::look), Math.max(1, delay), TimeUnit.NANOSECONDS);
    }

    /** Looks at those whose time has come, and comes back for the next. */
    private void look() {
        for (WatchedCall due = nextDue(); due != null; due = nextDue()) {
            due.check();
        }
    }

    private @Nullable WatchedCall nextDue() {
        long left;
        lock.lock();
        try {
            WatchedCall next = first;
            armed = next != null;
            if (next == null) {
                return null;
            }
            left = patience - (deadline.now() - next.start());
            if (left <= 0) {
                unlink(next);
                return next;
            }
        } finally {
            lock.unlock();
        }
        wake(left);
        return null;
    }
}
