package dev.trestle.mcp.spi;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import java.util.concurrent.CompletionStage;

/**
 * Does one thing around every call: before, by looking at the call or changing it; after, on the reply; meanwhile, by
 * wrapping the observer; or instead, by answering itself. The contract of {@link McpBackend} holds for it, but that an
 * exception thrown here is caught by the gateway and becomes an {@code internal} error.
 */
@FunctionalInterface
public interface CallInterceptor {

    /**
     * Does its part and passes the call on.
     *
     * @param call the call
     * @param observer hears what is said meanwhile
     * @param next the rest of the way; called at most once
     * @return the reply, usually that of {@code next}
     */
    CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next);

    /**
     * Whether {@link #intercept} may block the thread that it is called on. If so, the gateway calls it on an executor
     * that is made for it.
     *
     * @return false by default
     */
    default boolean blocks() {
        return false;
    }
}
