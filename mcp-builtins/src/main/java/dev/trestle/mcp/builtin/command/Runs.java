package dev.trestle.mcp.builtin.command;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What runs now: so many at once, and none any more once it is closed. */
final class Runs {

    private final Limits limits;
    private final Set<Execution> running = new HashSet<>();
    private boolean closed;

    Runs(Limits limits) {
        this.limits = limits;
    }

    /** Takes a place; empty if there is none. */
    synchronized Optional<Execution> begin(Duration timeout, BooleanSupplier cancelled) {
        if (closed || running.size() >= limits.maxConcurrent()) {
            return Optional.empty();
        }
        Execution execution = new Execution(limits, timeout, cancelled);
        running.add(execution);
        return Optional.of(execution);
    }

    /** Gives the place back. */
    synchronized void end(Execution execution) {
        running.remove(execution);
        notifyAll();
    }

    /** Why there was no place. */
    synchronized String full() {
        return closed
                ? "the gateway stops, no command is started any more"
                : limits.maxConcurrent() + " commands run, and no more may (maxConcurrent of commands)";
    }

    /** Ends all, and waits until they are. */
    synchronized void close(Duration atMost) {
        closed = true;
        running.forEach(Execution::close);
        long until = System.nanoTime() + atMost.toNanos();
        long left = atMost.toNanos();
        while (!running.isEmpty() && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            left = until - System.nanoTime();
        }
    }

    /** The bounds of commands; {@link Commands.Builder} tells them. */
    record Limits(Duration timeout, int maxOutput, int maxConcurrent, int maxProcesses) {

        Limits {
            if (timeout.toMillis() < 1 || Math.min(maxOutput, Math.min(maxConcurrent, maxProcesses)) < 1) {
                throw new IllegalArgumentException(
                        "timeout, maxOutput, maxConcurrent and maxProcesses of commands are at least 1");
            }
        }
    }
}
