package dev.trestle.mcp.telemetry.line;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lines between those who say them and the thread that writes them. A line stays in here until it is written, so that what
 * could not be written is tried again. Thread-safe; the lock is held for memory only.
 */
final class LineBuffer {

    private final LineLimits limits;
    private final ArrayDeque<byte[]> lines = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition moved = lock.newCondition();
    private long emitted;
    private long written;
    private long dropped;
    private long flushUpTo;
    private long oldestSince;
    private boolean waitingIsInVain;
    private boolean closing;
    private boolean abandoned;

    LineBuffer(LineLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes a line if there is room, now or within a time. Once somebody has waited in vain, nobody waits again before there
     * was room, so that a dead disk costs one wait and not one for each line.
     */
    boolean put(byte[] line, Duration atMost) {
        lock.lock();
        try {
            emitted++;
            if (closing || !hasRoom(atMost.toNanos())) {
                dropped++;
                return false;
            }
            if (lines.isEmpty()) {
                oldestSince = System.nanoTime();
            }
            lines.add(line);
            if (lines.size() == 1 || lines.size() == limits.batch()) {
                work.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(long nanos) {
        long left = waitingIsInVain ? 0 : nanos;
        while (lines.size() >= limits.buffer()) {
            if (left <= 0 || closing) {
                waitingIsInVain = true;
                return false;
            }
            try {
                left = moved.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Waits until something is to be written: a batch, the end of the interval, a flush or the end; empty means the end. */
    List<byte[]> await() throws InterruptedException {
        lock.lock();
        try {
            while (!closing && lines.size() < limits.batch() && flushUpTo <= written) {
                if (lines.isEmpty()) {
                    work.await();
                } else {
                    long left = oldestSince + limits.flushInterval().toNanos() - System.nanoTime();
                    if (left <= 0) {
                        break;
                    }
                    work.awaitNanos(left);
                }
            }
            return abandoned ? List.of() : first(limits.batch());
        } finally {
            lock.unlock();
        }
    }

    private List<byte[]> first(int count) {
        List<byte[]> batch = new ArrayList<>(Math.min(count, lines.size()));
        Iterator<byte[]> all = lines.iterator();
        while (batch.size() < count && all.hasNext()) {
            batch.add(all.next());
        }
        return batch;
    }

    /** The first lines are written. */
    void remove(int count) {
        lock.lock();
        try {
            if (abandoned) {
                return;
            }
            for (int i = 0; i < count; i++) {
                lines.remove();
            }
            written += count;
            oldestSince = System.nanoTime();
            waitingIsInVain = false;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** After a failure: waits before the next attempt, unless there is no time left for that. */
    void pause(Duration length) throws InterruptedException {
        lock.lock();
        try {
            long left = length.toNanos();
            while (left > 0 && !abandoned) {
                left = moved.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Asks that all lines of now be written, and waits for it; whether they are. */
    boolean flush(Duration atMost) {
        lock.lock();
        try {
            // Lines leave in the order in which they came: this many have to have left.
            long upTo = emitted - dropped;
            flushUpTo = Math.max(flushUpTo, upTo);
            work.signal();
            long left = atMost.toNanos();
            while (written < upTo && left > 0 && !abandoned) {
                left = moved.awaitNanos(left);
            }
            return written >= upTo;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more lines; those that are there are still to be written. */
    void close() {
        lock.lock();
        try {
            closing = true;
            work.signal();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Counts what is left as dropped; how many that is. */
    int abandon() {
        lock.lock();
        try {
            abandoned = true;
            int left = lines.size();
            dropped += left;
            lines.clear();
            moved.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }

    LineCounts counts() {
        lock.lock();
        try {
            return new LineCounts(emitted, written, dropped, lines.size());
        } finally {
            lock.unlock();
        }
    }
}
