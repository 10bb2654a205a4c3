package dev.trestle.mcp.spi;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What the gateway lends to its backends.
 *
 * @param name the backend's name in the gateway, for messages and logs
 * @param callExecutor for code that cannot block
 * @param handlerExecutor for code that may block; refuses with {@link java.util.concurrent.RejectedExecutionException}
 *     when full
 * @param scheduler for timers; tasks must be short and must not block
 * @param listener hears what happens
 * @param tasks what becomes of tools that run as tasks only
 */
public record BackendContext(
        String name,
        Executor callExecutor,
        Executor handlerExecutor,
        ScheduledExecutorService scheduler,
        GatewayListener listener,
        TaskOptions tasks) {

    /**
     * What is lent to a backend whose tasks are not awaited.
     *
     * @param name the backend's name in the gateway
     * @param callExecutor for code that cannot block
     * @param handlerExecutor for code that may block
     * @param scheduler for timers
     * @param listener hears what happens
     */
    public BackendContext(
            String name,
            Executor callExecutor,
            Executor handlerExecutor,
            ScheduledExecutorService scheduler,
            GatewayListener listener) {
        this(name, callExecutor, handlerExecutor, scheduler, listener, TaskOptions.OFF);
    }
}
