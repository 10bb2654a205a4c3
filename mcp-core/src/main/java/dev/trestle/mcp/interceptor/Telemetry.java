package dev.trestle.mcp.interceptor;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.McpBackend;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Tells the listener when each call begins and ends. Every call that began ends: what is thrown below becomes its reply in
 * here, because what goes on as an exception would never be told.
 */
public final class Telemetry implements CallInterceptor {

    private final GatewayListener listener;
    private final LongSupplier nanoTime;
    private final NeverThrow backstop = new NeverThrow(reply -> reply);

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
        CompletionStage<McpReply> stage = backstop.intercept(call, observer, next);
        McpReply ready = McpReply.ifReady(stage);
        if (ready != null) {
            listener.callEnded(call, ready, nanoTime.getAsLong() - start);
            return stage;
        }
        return stage.whenComplete((reply, problem) -> {
            if (reply != null) {
                listener.callEnded(call, reply, nanoTime.getAsLong() - start);
            }
        });
    }
}
