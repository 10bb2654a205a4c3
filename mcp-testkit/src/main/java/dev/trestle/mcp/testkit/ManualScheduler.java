package dev.trestle.mcp.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler whose time stands still until a test advances it. Tasks run in the order of their due times (those of the
 * same time in the order in which they were given), on the thread that advances, and see the time they were due at.
 * {@code execute} and {@code submit} give tasks that are due now; they run with the next {@link #advance} or
 * {@link #runDue}. Any thread may schedule; one at a time may advance.
 */
public final class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Object lock = new Object();
    private final PriorityQueue<Task<?>> queue = new PriorityQueue<>();
    private final List<Throwable> failures = new ArrayList<>();
    private long now;
    private long given;
    private boolean shutdown;

    /** Starts at a fixed instant with nothing to do. */
    public ManualScheduler() {}

    /**
     * Moves time on and runs what becomes due on the way, also what those tasks schedule themselves.
     *
     * @param by how far; zero or more
     */
    public void advance(Duration by) {
        long until;
        synchronized (lock) {
            until = now + by.toNanos();
        }
        Task<?> task = nextDue(until);
        while (task != null) {
            task.run();
            task = nextDue(until);
        }
        synchronized (lock) {
            now = Math.max(now, until);
        }
    }

    /** Runs what is due now, without moving time. */
    public void runDue() {
        advance(Duration.ZERO);
    }

    /**
     * How many tasks wait; cancelled ones do not count.
     *
     * @return 0 or more
     */
    public int pending() {
        synchronized (lock) {
            return queue.size();
        }
    }

    /**
     * What tasks threw. A scheduler hides that in futures that nobody looks at; a test should.
     *
     * @return in order
     */
    public List<Throwable> failures() {
        synchronized (lock) {
            return List.copyOf(failures);
        }
    }

    /**
     * The time passed since the start; a stand-in for {@link System#nanoTime()}.
     *
     * @return nanoseconds
     */
    public long nanoTime() {
        synchronized (lock) {
            return now;
        }
    }

    /**
     * {@link #nanoTime()} for whoever takes it as a parameter.
     *
     * @return a view
     */
    public LongSupplier ticker() {
        return this::nanoTime;
    }

    /**
     * A clock that shows this scheduler's time.
     *
     * @return a view
     */
    public Clock clock() {
        return new View(ZoneOffset.UTC);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(new Task<@Nullable Object>(Executors.callable(command), unit.toNanos(delay), 0));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return add(new Task<>(callable, unit.toNanos(delay), 0));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long first, long period, TimeUnit unit) {
        return periodic(command, first, period, unit);
    }

    /** The same as a fixed rate: tasks take no time here. */
    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long delay, TimeUnit unit) {
        return periodic(command, first, delay, unit);
    }

    @Override
    public void execute(Runnable command) {
        enqueue(new Task<@Nullable Object>(Executors.callable(command), 0, 0));
    }

    /** As a real scheduler does: periodic tasks end, single ones stay. */
    @Override
    public void shutdown() {
        synchronized (lock) {
            shutdown = true;
            queue.removeIf(Task::isPeriodic);
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        synchronized (lock) {
            shutdown = true;
            List<Runnable> left = new ArrayList<>(queue);
            queue.clear();
            return left;
        }
    }

    @Override
    public boolean isShutdown() {
        synchronized (lock) {
            return shutdown;
        }
    }

    @Override
    public boolean isTerminated() {
        synchronized (lock) {
            return shutdown && queue.isEmpty();
        }
    }

    /** Does not wait, as time does not pass by itself. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }

    private ScheduledFuture<?> periodic(Runnable command, long first, long period, TimeUnit unit) {
        if (period <= 0) {
            throw new IllegalArgumentException("period is not positive: " + period);
        }
        return add(new Task<@Nullable Object>(
                Executors.callable(command), unit.toNanos(first), Math.max(1, unit.toNanos(period))));
    }

    private <V extends @Nullable Object> Task<V> add(Task<V> task) {
        enqueue(task);
        return task;
    }

    private void enqueue(Task<?> task) {
        synchronized (lock) {
            if (shutdown) {
                throw new RejectedExecutionException("the scheduler is shut down");
            }
            task.due = now + Math.max(0, task.delay);
            task.number = given++;
            queue.add(task);
        }
    }

    private @Nullable Task<?> nextDue(long until) {
        synchronized (lock) {
            Task<?> head = queue.peek();
            if (head == null || head.due > until) {
                return null;
            }
            queue.remove();
            now = Math.max(now, head.due);
            return head;
        }
    }

    @Override
    protected <V extends @Nullable Object> RunnableFuture<V> newTaskFor(Callable<V> callable) {
        return new Remembered<>(callable);
    }

    @Override
    protected <V extends @Nullable Object> RunnableFuture<V> newTaskFor(Runnable runnable, V value) {
        return new Remembered<>(Executors.callable(runnable, value));
    }

    private class Remembered<V extends @Nullable Object> extends FutureTask<V> {
        Remembered(Callable<V> work) {
            super(work);
        }

        @Override
        protected void setException(Throwable thrown) {
            synchronized (lock) {
                failures.add(thrown);
            }
            super.setException(thrown);
        }
    }

    private final class Task<V extends @Nullable Object> extends Remembered<V> implements RunnableScheduledFuture<V> {
        private final long delay;
        private final long period;
        private long due;
        private long number;

        Task(Callable<V> work, long delay, long period) {
            super(work);
            this.delay = delay;
            this.period = period;
        }

        @Override
        public boolean isPeriodic() {
            return period > 0;
        }

        @Override
        public void run() {
            if (!isPeriodic()) {
                super.run();
            } else if (runAndReset()) {
                synchronized (lock) {
                    if (!shutdown && !isCancelled()) {
                        due += period;
                        number = given++;
                        queue.add(this);
                    }
                }
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            synchronized (lock) {
                queue.remove(this);
            }
            return super.cancel(mayInterruptIfRunning);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            synchronized (lock) {
                return unit.convert(due - now, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public int compareTo(Delayed other) {
            Task<?> that = (Task<?>) other;
            int byTime = Long.compare(due, that.due);
            return byTime != 0 ? byTime : Long.compare(number, that.number);
        }
    }

    private final class View extends Clock {
        private final ZoneId zone;

        View(ZoneId zone) {
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new View(other);
        }

        @Override
        public Instant instant() {
            return START.plusNanos(nanoTime());
        }
    }
}
