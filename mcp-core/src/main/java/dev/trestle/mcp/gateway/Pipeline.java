package dev.trestle.mcp.gateway;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The interceptors by place; composed once, so that a call costs no more than its method calls. */
final class Pipeline {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final Map<Place, List<CallInterceptor>> places = new EnumMap<>(Place.class);
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Adds an interceptor after those that are at the place already; OUTER and INNER take several, the others one. */
    void add(Place place, CallInterceptor interceptor) {
        List<CallInterceptor> there = places.computeIfAbsent(place, any -> new ArrayList<>());
        if (!there.isEmpty() && place != Place.OUTER && place != Place.INNER) {
            throw new IllegalArgumentException("there is an interceptor at " + place + " already");
        }
        there.add(interceptor);
    }

    boolean isFree(Place place) {
        return !places.containsKey(place);
    }

    private List<CallInterceptor> order() {
        List<CallInterceptor> order = new ArrayList<>();
        places.values().forEach(order::addAll);
        return order;
    }

    /** Whether an interceptor says that it blocks: what it does with a reply may block too. */
    boolean blocks() {
        return order().stream().anyMatch(CallInterceptor::blocks);
    }

    /** Tells all interceptors what they are lent. */
    void attach(InterceptorContext context) {
        order().forEach(interceptor -> interceptor.attach(context));
    }

    /** The client's end of a session, so that what is said outside calls passes the same places on its way to it. */
    SessionPeer around(SessionPeer peer, String view) {
        SessionPeer wrapped = peer;
        for (CallInterceptor interceptor : order()) {
            wrapped = interceptor.around(wrapped, view);
        }
        return wrapped;
    }

    /** Ends what interceptors started, once. */
    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        for (CallInterceptor interceptor : order()) {
            try {
                interceptor.close();
            } catch (RuntimeException e) {
                LOG.warn("An interceptor could not be closed, which is a defect of it", e);
            }
        }
    }

    /** The whole pipeline around a backend. */
    McpBackend around(McpBackend backend, Executor handlers) {
        List<CallInterceptor> order = order();
        McpBackend composed = backend;
        for (int i = order.size() - 1; i >= 0; i--) {
            composed = around(order.get(i), composed, handlers);
        }
        return composed;
    }

    private static McpBackend around(CallInterceptor interceptor, McpBackend next, Executor handlers) {
        if (!interceptor.blocks()) {
            return (call, observer) -> interceptor.intercept(call, observer, next);
        }
        return (call, observer) -> hop(handlers, () -> interceptor.intercept(call, observer, next));
    }

    private static CompletionStage<McpReply> hop(Executor handlers, Supplier<CompletionStage<McpReply>> work) {
        try {
            return CompletableFuture.supplyAsync(work, handlers).thenCompose(stage -> stage);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(
                    TrestleError.BUSY.failure("As many interceptors and handlers block as may (maxBlockingHandlers)"));
        }
    }
}
