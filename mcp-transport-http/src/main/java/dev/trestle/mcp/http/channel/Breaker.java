package dev.trestle.mcp.http.channel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Spares a server that fails. Failures are a connection that cannot be made or breaks before the answer begins, and a status
 * of 5xx; any other answer is a success, and a request that was given up is neither. Thread-safe.
 */
public final class Breaker {

    private final BreakerOptions options;
    private final LongSupplier clock;
    private final Queue<Long> failures = new ArrayDeque<>();
    private @Nullable Long openSince;
    private @Nullable Pass probe;

    /**
     * A closed breaker.
     *
     * @param options when to open
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public Breaker(BreakerOptions options, LongSupplier clock) {
        this.options = options;
        this.clock = clock;
    }

    /**
     * Asks to send a request.
     *
     * @return the permission, to be given back by one of its methods; null if the server is being left alone
     */
    synchronized @Nullable Pass enter() {
        if (openSince == null) {
            return new Pass();
        }
        if (probe != null || !remaining().isZero()) {
            return null;
        }
        probe = new Pass();
        return probe;
    }

    /** After how long it makes sense to ask again; zero if at once. */
    synchronized Duration remaining() {
        if (openSince == null) {
            return Duration.ZERO;
        }
        Duration left = options.breakerPause().minusNanos(clock.getAsLong() - openSince);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private synchronized void ended(Pass pass, Verdict verdict) {
        boolean probed = pass == probe;
        if (probed) {
            probe = null;
        }
        if (openSince != null && !probed) {
            // Sent before it opened: says nothing of now.
            return;
        }
        switch (verdict) {
            case OK -> {
                openSince = null;
                failures.clear();
            }
            case FAILED -> failed(probed);
            case UNKNOWN -> {}
        }
    }

    private void failed(boolean probed) {
        long now = clock.getAsLong();
        failures.add(now);
        while (failures.size() > options.breakerFailures()
                || now - failures.element() > options.breakerWindow().toNanos()) {
            failures.remove();
        }
        if (probed || failures.size() >= options.breakerFailures()) {
            openSince = now;
        }
    }

    private enum Verdict {
        OK,
        FAILED,
        UNKNOWN
    }

    /** The permission to send one request; the first of its methods to be called counts. */
    final class Pass {
        private final AtomicBoolean given = new AtomicBoolean();

        private Pass() {}

        /** The server answered. */
        void ok() {
            give(Verdict.OK);
        }

        /** It did not, or with 5xx. */
        void failed() {
            give(Verdict.FAILED);
        }

        /** Nobody waits any more. */
        void release() {
            give(Verdict.UNKNOWN);
        }

        private void give(Verdict verdict) {
            if (given.compareAndSet(false, true)) {
                ended(this, verdict);
            }
        }
    }
}
