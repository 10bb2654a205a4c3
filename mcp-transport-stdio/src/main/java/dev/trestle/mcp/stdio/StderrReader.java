package dev.trestle.mcp.stdio;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads the stderr of all children, always, because a child whose stderr is full stops. On one thread that looks whether there is
 * something, rather than one for each child that waits: most servers write a few lines when they start and nothing after.
 * It looks at once where much was written, and ten times a second where nothing is. Thread-safe.
 */
final class StderrReader {

    /** That of this program. */
    static final StderrReader SHARED = new StderrReader("trestle-stdio-stderr");

    private static final int BUFFER_BYTES = 16 * 1024;

    /** A quarter of a pipe: who writes that much may soon have to wait for us. */
    private static final int MUCH = 16 * 1024;

    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Set<StderrTail> tails = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final String threadName;
    private boolean running;

    StderrReader(String threadName) {
        this.threadName = threadName;
    }

    /** Reads it from now on. */
    void add(StderrTail tail) {
        tails.add(tail);
        lock.lock();
        try {
            if (!running) {
                StdioThreads.startPump(threadName, this::run);
                running = true;
            }
        } catch (RuntimeException | Error e) {
            tails.remove(tail);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Reads it no more. */
    void remove(StderrTail tail) {
        tails.remove(tail);
    }

    private void run() {
        byte[] buffer = new byte[BUFFER_BYTES];
        long pause = SOON_NANOS;
        while (isNeeded()) {
            int most = 0;
            for (StderrTail tail : tails) {
                most = Math.max(most, tail.pull(buffer));
            }
            if (most < MUCH) {
                pause = most > 0 ? SOON_NANOS : Math.min(2 * pause, LATE_NANOS);
                LockSupport.parkNanos(this, pause);
            }
        }
    }

    /** The thread goes with the last child. */
    private boolean isNeeded() {
        lock.lock();
        try {
            running = !tails.isEmpty();
            return running;
        } finally {
            lock.unlock();
        }
    }
}
