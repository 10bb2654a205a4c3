package dev.trestle.mcp.interceptor;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.McpBackend;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Refuses calls as {@code busy} while as many run as may: in all, and of one backend. Standing calls are bounded where they
 * come from ({@code maxListens}); if they counted here, clients that only listen would leave no room for calls.
 */
public final class Capacity implements CallInterceptor {

    private final int maxTotal;
    private final int maxPerBackend;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, AtomicInteger> ofBackends = new HashMap<>();

    /**
     * Counts calls.
     *
     * @param maxTotal how many may run in all
     * @param maxPerBackend how many of one backend
     * @param backends the backends' names
     */
    public Capacity(int maxTotal, int maxPerBackend, Collection<String> backends) {
        this.maxTotal = maxTotal;
        this.maxPerBackend = maxPerBackend;
        backends.forEach(name -> ofBackends.put(name, new AtomicInteger()));
    }

    @Override
    public CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next) {
        if (call.standing()) {
            return next.call(call, observer);
        }
        AtomicInteger known = ofBackends.get(call.view());
        AtomicInteger ofBackend = known == null ? new AtomicInteger() : known;
        if (!take(all, maxTotal)) {
            return busy("The gateway has " + maxTotal + " calls running, which is its limit (maxInFlightTotal)");
        }
        if (!take(ofBackend, maxPerBackend)) {
            all.decrementAndGet();
            return busy("Backend '" + call.view() + "' has " + maxPerBackend
                    + " calls running, which is its limit (maxInFlightPerBackend)");
        }
        boolean givenBackLater = false;
        try {
            CompletionStage<McpReply> reply = next.call(call, observer);
            if (McpReply.ifReady(reply) == null) {
                reply = reply.whenComplete((answer, problem) -> giveBack(ofBackend));
                givenBackLater = true;
            }
            return reply;
        } finally {
            if (!givenBackLater) {
                giveBack(ofBackend);
            }
        }
    }

    private static boolean take(AtomicInteger running, int max) {
        if (running.incrementAndGet() <= max) {
            return true;
        }
        running.decrementAndGet();
        return false;
    }

    private void giveBack(AtomicInteger ofBackend) {
        ofBackend.decrementAndGet();
        all.decrementAndGet();
    }

    private static CompletionStage<McpReply> busy(String message) {
        return CompletableFuture.completedFuture(TrestleError.BUSY.failure(message));
    }
}
