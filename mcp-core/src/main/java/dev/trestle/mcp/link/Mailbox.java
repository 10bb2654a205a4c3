package dev.trestle.mcp.link;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time and in order. Whoever brings a message runs it, and what others bring meanwhile: handing it to
 * another thread costs about as much as all the rest that is done for an answer. If somebody else is at it, he waits while
 * {@code capacity} messages are waiting, which stops a peer that sends faster than we work. What is not brought by a message runs on an
 * executor, because whoever brings it has other things to do.
 */
final class Mailbox {

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    private final Executor executor;
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private int brought;
    private boolean running;

    Mailbox(Executor executor, int capacity) {
        this.executor = executor;
        this.capacity = capacity;
    }

    /** Whether {@link #put} would wait. Nobody but who asks may put something, or the answer holds for no time. */
    boolean isFull() {
        lock.lock();
        try {
            return brought >= capacity;
        } finally {
            lock.unlock();
        }
    }

    /** Runs a task, or leaves it to whoever is running tasks, once there is room. Not to be called by tasks. */
    void put(Runnable task) {
        lock.lock();
        try {
            while (brought >= capacity) {
                room.awaitUninterruptibly();
            }
            if (running) {
                tasks.add(new Brought(task));
                brought++;
                return;
            }
            // Nothing waits while nobody is at it.
            running = true;
        } finally {
            lock.unlock();
        }
        run(task);
        drain();
    }

    /** Adds a task for the executor without waiting, for the few that are bounded by something else. */
    void add(Runnable task) {
        lock.lock();
        try {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // The gateway has stopped its threads. Whoever still waits must be answered all the same.
            drain();
        }
    }

    private void drain() {
        for (Runnable task = next(); task != null; task = next()) {
            run(task);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A stage of a call threw, which is a defect", e);
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable task = tasks.poll();
            running = task != null;
            brought -= task instanceof Brought ? 1 : 0;
            // Also when there is nothing left: who was told before may have had nothing to leave here.
            if (brought < capacity) {
                room.signal();
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** A message that waits; those alone are bounded here. */
    private record Brought(Runnable task) implements Runnable {
        @Override
        public void run() {
            task.run();
        }
    }
}
