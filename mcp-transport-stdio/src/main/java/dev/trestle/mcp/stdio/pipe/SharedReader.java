package dev.trestle.mcp.stdio.pipe;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads many streams that may never end, such as the stderr of all children, on one thread that looks whether there is something,
 * rather than on one for each that waits: most servers write a few lines when they start and nothing after. It looks at once
 * where much was written, and ten times a second where nothing is. Thread-safe.
 */
public final class SharedReader {

    private static final int BUFFER_BYTES = 16 * 1024;

    /** A quarter of a pipe: who writes that much may soon have to wait for us. */
    private static final int MUCH = 16 * 1024;

    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Set<Source> sources = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Executor threads;
    private boolean running;

    /**
     * Reads nothing yet.
     *
     * @param threads runs each task on a thread of its own
     */
    public SharedReader(Executor threads) {
        this.threads = threads;
    }

    /**
     * Reads this from now on.
     *
     * @param source what may have something to read
     */
    public void add(Source source) {
        sources.add(source);
        lock.lock();
        try {
            if (!running) {
                threads.execute(this::run);
                running = true;
            }
        } catch (RuntimeException | Error e) {
            sources.remove(source);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads this no more.
     *
     * @param source what was added
     */
    public void remove(Source source) {
        sources.remove(source);
    }

    private void run() {
        byte[] buffer = new byte[BUFFER_BYTES];
        long pause = SOON_NANOS;
        while (isNeeded()) {
            int most = 0;
            for (Source source : sources) {
                most = Math.max(most, source.pull(buffer));
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
            running = !sources.isEmpty();
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** Something to read from. */
    public interface Source {

        /**
         * Takes what is there, without waiting.
         *
         * @param buffer anything, overwritten
         * @return how many bytes there were
         */
        int pull(byte[] buffer);
    }
}
