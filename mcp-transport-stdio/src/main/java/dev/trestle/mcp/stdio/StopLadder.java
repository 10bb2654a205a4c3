package dev.trestle.mcp.stdio;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a process tree end: after its stdin was closed it may end by itself, then it is asked to (TERM), then it is made to
 * (KILL), then it is given up. Every wait is bounded. One thread climbs; any thread may hurry it.
 */
final class StopLadder {

    /** How long killed processes may take to disappear. */
    private static final long LAST_NANOS = Duration.ofMillis(500).toNanos();

    /** How often processes are looked at that tell nobody when they end. */
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private final ProcessTree tree;
    private final long stepNanos;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable Thread climber;
    private long termAt;
    private long killAt;
    private boolean begun;
    private boolean asked;
    private long killedAt;
    private boolean killed;

    StopLadder(ProcessTree tree, Duration step) {
        this.tree = tree;
        this.stepNanos = step.toNanos();
    }

    /**
     * Sets the times, or brings them forward: TERM at half of the grace, KILL at its end, but no step waits longer than
     * the one that was configured.
     */
    void within(Duration grace) {
        long step = Math.min(stepNanos, Math.max(0, grace.toNanos()) / 2);
        long now = System.nanoTime();
        lock.lock();
        try {
            termAt = begun ? earlier(termAt, now + step) : now + step;
            killAt = begun ? earlier(killAt, now + 2 * step) : now + 2 * step;
            begun = true;
        } finally {
            lock.unlock();
        }
        wake();
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    /** Something may have ended: look at once. */
    void wake() {
        LockSupport.unpark(climber);
    }

    /** Waits until something is done, taking each step when it is due; false if the top was reached before. */
    boolean climbUntil(BooleanSupplier done) {
        climber = Thread.currentThread();
        while (!done.getAsBoolean()) {
            switch (next()) {
                case WAIT -> pause();
                case TERM -> tree.terminate();
                case KILL -> {
                    tree.kill();
                    pause();
                }
                case GIVE_UP -> {
                    return false;
                }
            }
        }
        return true;
    }

    private Step next() {
        long now = System.nanoTime();
        lock.lock();
        try {
            if (killed) {
                return now - killedAt < LAST_NANOS ? Step.KILL : Step.GIVE_UP;
            }
            if (now - killAt >= 0) {
                killed = true;
                killedAt = now;
                return Step.KILL;
            }
            if (!asked && now - termAt >= 0) {
                asked = true;
                return Step.TERM;
            }
            return Step.WAIT;
        } finally {
            lock.unlock();
        }
    }

    private void pause() {
        LockSupport.parkNanos(this, POLL_NANOS);
    }

    private enum Step {
        WAIT,
        TERM,
        KILL,
        GIVE_UP
    }
}
