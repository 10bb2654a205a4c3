package dev.trestle.mcp.interceptor;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.McpBackend;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** Tells the listener when each call begins and ends. */
public final class Telemetry implements CallInterceptor {

    private final GatewayListener listener;
    private final LongSupplier nanoTime;

    /**
     * Tells one listener.
     *
     * @param listener the listener
     * @param nanoTime a monotonic clock
     */
    public Telemetry(GatewayListener listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next) {
        long start = nanoTime.getAsLong();
        listener.callStarted(call);
        return next.call(call, observer).whenComplete((reply, problem) -> {
            if (reply != null) {
                listener.callEnded(call, reply, nanoTime.getAsLong() - start);
            }
        });
    }
}
