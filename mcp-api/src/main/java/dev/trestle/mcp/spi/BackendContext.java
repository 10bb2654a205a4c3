package dev.trestle.mcp.spi;

import dev.trestle.mcp.redact.Redactor;
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
 * @param redactor takes secrets out of what a backend lets others see: logs, and messages of errors
 * @param repliesMayBlock whether what follows a reply may block whoever brings it, because an interceptor says that it blocks. If not, a
 *     thread that many servers share may bring it
 */
public record BackendContext(
        String name,
        Executor callExecutor,
        Executor handlerExecutor,
        ScheduledExecutorService scheduler,
        GatewayListener listener,
        TaskOptions tasks,
        Redactor redactor,
        boolean repliesMayBlock) {

    /**
     * What is lent to a backend whose tasks are not awaited, where nothing is redacted and nothing is known of what follows a reply.
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
        this(name, callExecutor, handlerExecutor, scheduler, listener, TaskOptions.OFF, Redactor.OFF, true);
    }
}
