package dev.trestle.mcp.testkit;

import dev.trestle.mcp.spi.BackendContext;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a gateway lends to its backends, for tests without a gateway: two executors of daemon threads, a scheduler, real
 * or manual, and a listener that records. Close it when the test ends.
 */
public final class TestContext implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ExecutorService calls;
    private final ExecutorService handlers;
    private final ScheduledExecutorService scheduler;
    private final RecordingListener listener = new RecordingListener();
    private final BackendContext context;

    private TestContext(String name, ScheduledExecutorService scheduler) {
        this.calls = Executors.newFixedThreadPool(2, daemons("calls"));
        this.handlers = Executors.newCachedThreadPool(daemons("handlers"));
        this.scheduler = scheduler;
        this.context = new BackendContext(name, calls, handlers, scheduler, listener);
    }

    /**
     * A context in real time.
     *
     * @return named {@code test}
     */
    public static TestContext create() {
        return new TestContext("test", Executors.newSingleThreadScheduledExecutor(daemons("scheduler")));
    }

    /**
     * A context in manual time.
     *
     * @param scheduler advanced by the test
     * @return named {@code test}
     */
    public static TestContext create(ManualScheduler scheduler) {
        return new TestContext("test", scheduler);
    }

    /**
     * What to give to a backend.
     *
     * @return the context
     */
    public BackendContext context() {
        return context;
    }

    /**
     * The context's listener.
     *
     * @return records
     */
    public RecordingListener listener() {
        return listener;
    }

    /** Stops the threads. */
    @Override
    public void close() {
        List.of(calls, handlers, scheduler).forEach(ExecutorService::shutdownNow);
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, "testkit-" + name + "-" + NUMBER.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
