package dev.trestle.mcp.spi;

import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonEditor;
import dev.trestle.mcp.redact.Redactor;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What the gateway lends to its interceptors.
 *
 * @param decoder reads values as {@link dev.trestle.mcp.call.McpCall#arguments()} does
 * @param editor changes them, other bytes untouched
 * @param callExecutor for code that cannot block
 * @param handlerExecutor for code that may block; refuses with {@link java.util.concurrent.RejectedExecutionException}
 *     when full
 * @param scheduler for timers; tasks must be short and must not block
 * @param listener hears what happens
 * @param requestTimeout how long a backend may be silent; interceptors that ask backends themselves hold their own requests to
 *     it, because nobody else does
 * @param redactor takes secrets out of what interceptors keep or show
 */
public record InterceptorContext(
        JsonDecoder decoder,
        JsonEditor editor,
        Executor callExecutor,
        Executor handlerExecutor,
        ScheduledExecutorService scheduler,
        GatewayListener listener,
        Duration requestTimeout,
        Redactor redactor) {}
