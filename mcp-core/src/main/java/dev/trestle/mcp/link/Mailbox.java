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
 * Runs tasks one at a time and in order on an executor, so that the thread that brings them never runs what they do.
 * Whoever brings messages waits while {@code capacity} tasks are waiting, which stops a peer that sends faster than we work.
 */
final class Mailbox {

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    private final Executor executor;
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    Mailbox(Executor executor, int capacity) {
        this.executor = executor;
        this.capacity = capacity;
    }

    /** Adds a task and waits for room first. Not to be called on the executor's own threads. */
    void put(Runnable task) {
        lock.lock();
        try {
            while (tasks.size() >= capacity) {
                room.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        add(task);
    }

    /** Adds a task without waiting, for the few that are bounded by something else. */
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
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("A stage of a call threw, which is a defect", e);
            }
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable task = tasks.poll();
            running = task != null;
            room.signal();
            return task;
        } finally {
            lock.unlock();
        }
    }
}
