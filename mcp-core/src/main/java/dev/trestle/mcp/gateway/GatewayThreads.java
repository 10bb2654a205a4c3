package dev.trestle.mcp.gateway;

import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.TaskOptions;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's own threads. Code that cannot block and code that may have separate executors: otherwise handlers that wait
 * for an answer could fill the very pool that has to deliver it.
 */
final class GatewayThreads {

    private final ThreadPoolExecutor calls;
    private final ExecutorService handlers;
    private final Semaphore handlerPermits;
    private final ScheduledThreadPoolExecutor scheduler;

    GatewayThreads(int maxBlockingHandlers, int handlerQueue) {
        int threads = 2 * Runtime.getRuntime().availableProcessors();
        calls = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemon("trestle-call-"),
                new ThreadPoolExecutor.DiscardPolicy()); // after stop() nobody waits for an answer any more
        handlers = handlerThreads(maxBlockingHandlers);
        handlerPermits = new Semaphore(maxBlockingHandlers + handlerQueue);
        scheduler = new ScheduledThreadPoolExecutor(1, daemon("trestle-timer-"));
        scheduler.setRemoveOnCancelPolicy(true);
    }

    /** Bounded by what runs: each call in flight has at most a few tasks here. */
    Executor calls() {
        return calls;
    }

    /** Refuses when as many tasks run and wait as may. */
    Executor handlers() {
        return task -> {
            if (!handlerPermits.tryAcquire()) {
                throw new RejectedExecutionException("as many handlers run and wait as may (maxBlockingHandlers)");
            }
            boolean accepted = false;
            try {
                handlers.execute(() -> {
                    try {
                        task.run();
                    } finally {
                        handlerPermits.release();
                    }
                });
                accepted = true;
            } finally {
                if (!accepted) {
                    handlerPermits.release();
                }
            }
        };
    }

    ScheduledThreadPoolExecutor scheduler() {
        return scheduler;
    }

    /** What a backend gets of the gateway: these threads, and what is given. */
    BackendContext lentTo(
            String backend, GatewayListener listener, TaskOptions tasks, Redactor redactor, boolean repliesMayBlock) {
        return new BackendContext(backend, calls(), handlers(), scheduler, listener, tasks, redactor, repliesMayBlock);
    }

    void stop() {
        scheduler.shutdownNow();
        handlers.shutdownNow();
        calls.shutdown();
    }

    private static ExecutorService handlerThreads(int max) {
        ExecutorService virtual = virtualThreads();
        return virtual != null ? virtual : platformThreads(max);
    }

    /** Uses an idle thread before it starts one, and queues only when it may start none. */
    static ExecutorService platformThreads(int max) {
        RejectedExecutionHandler queued = (task, pool) -> {
            if (pool.isShutdown()) {
                throw new RejectedExecutionException("the gateway is closed");
            }
            pool.getQueue().add(task);
        };
        return new ThreadPoolExecutor(
                0, max, 30, TimeUnit.SECONDS, new IdleThreadQueue(), daemon("trestle-handler-"), queued);
    }

    /**
     * Takes what is offered only if a thread waits for it. A pool with an ordinary queue either starts a thread for every
     * task though others are idle (all core threads), or starts none while the queue has room.
     */
    private static final class IdleThreadQueue extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }

        @Override
        public boolean add(Runnable task) {
            put(task);
            return true;
        }
    }

    /** A virtual thread for each task where the JVM has them (21 and later), otherwise null. */
    private static @Nullable ExecutorService virtualThreads() {
        try {
            MethodHandle factory = MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class));
            return (ExecutorService) factory.invokeExact();
        } catch (NoSuchMethodException e) {
            return null;
        } catch (Throwable e) {
            throw new IllegalStateException("virtual threads are there but cannot be used", e);
        }
    }

    private static ThreadFactory daemon(String prefix) {
        AtomicInteger serial = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + serial.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
