package dev.trestle.mcp.stdio;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many child processes may exist at once. Share one between all {@link StdioBackend}s of a gateway. A place is taken
 * before a child starts and given back when it and all its descendants are gone. Thread-safe.
 */
public final class ChildLimit {

    /** What all backends of this JVM share that were given no other: 64 children. */
    public static final ChildLimit DEFAULT = new ChildLimit(64);

    private final int max;
    private final Semaphore free;

    private ChildLimit(int max) {
        this.max = max;
        this.free = new Semaphore(max);
    }

    /**
     * A limit of its own.
     *
     * @param max how many children, at least 1
     * @return the limit
     * @throws IllegalArgumentException if there could be none
     */
    public static ChildLimit of(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("maxChildren must be positive, but is " + max);
        }
        return new ChildLimit(max);
    }

    /**
     * Kills every child of this JVM and all their descendants, at once and without asking; for a JVM that is about to halt.
     * Returns when the signals are sent.
     */
    public static void killAll() {
        Child.killAll();
    }

    /**
     * The limit.
     *
     * @return at least 1
     */
    public int max() {
        return max;
    }

    /**
     * How many places are taken; a gauge.
     *
     * @return 0 to {@link #max()}
     */
    public int running() {
        return max - free.availablePermits();
    }

    Optional<Place> take() {
        return free.tryAcquire() ? Optional.of(new Place(free)) : Optional.empty();
    }

    /** One child's place. */
    static final class Place {
        private final Semaphore free;
        private final AtomicBoolean given = new AtomicBoolean();

        private Place(Semaphore free) {
            this.free = free;
        }

        /** Idempotent. */
        void giveBack() {
            if (given.compareAndSet(false, true)) {
                free.release();
            }
        }
    }
}
