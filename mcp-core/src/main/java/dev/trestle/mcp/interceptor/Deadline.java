package dev.trestle.mcp.interceptor;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.McpBackend;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * Ends calls whose backend is silent for too long: {@code requestTimeout} after its last sign of life, or {@code requestCap}
 * after the call began. While a question is with the client, or the call waits
 * for a server to be ready, the first clock stands still. The client gets one error, the
 * backend is told by the call's cancellation, and what it says after that is not heard. A standing call is left alone.
 */
public final class Deadline implements CallInterceptor {

    private final long silenceNanos;
    private final long capNanos;
    private final LongSupplier nanoTime;
    private final WatchQueue queue;

    /**
     * Watches calls.
     *
     * @param requestTimeout the longest silence
     * @param requestCap the longest call
     * @param scheduler for the timers
     * @param executor where calls that are late are ended
     * @param nanoTime a monotonic clock
     */
    public Deadline(
            Duration requestTimeout,
            Duration requestCap,
            ScheduledExecutorService scheduler,
            Executor executor,
            LongSupplier nanoTime) {
        this.silenceNanos = requestTimeout.toNanos();
        this.capNanos = requestCap.toNanos();
        this.nanoTime = nanoTime;
        this.queue = new WatchQueue(silenceNanos, capNanos, scheduler, executor, nanoTime);
    }

    @Override
    public CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next) {
        if (call.standing()) {
            return next.call(call, observer);
        }
        WatchedCall watched = new WatchedCall(this, queue, call, observer);
        queue.add(watched);
        try {
            next.call(call, watched).whenComplete(watched::settle);
        } catch (RuntimeException | Error problem) {
            queue.remove(watched);
            throw problem;
        }
        return watched.reply();
    }

    long silenceNanos() {
        return silenceNanos;
    }

    long capNanos() {
        return capNanos;
    }

    long now() {
        return nanoTime.getAsLong();
    }
}
