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
     * @param next the rest of the way; called at most once with this call, and with calls of the interceptor's own if it needs to
     *     know something
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

    /**
     * Learns what the gateway lends. Called once, before any call; does nothing by default.
     *
     * @param context executors, a scheduler, and what reads and changes JSON
     */
    default void attach(InterceptorContext context) {}

    /**
     * Wraps the client's end of a session that is being opened with a backend, for what the backend says and asks outside
     * calls; the same rules hold for it as for what it says during one. The peer itself by default.
     *
     * @param peer the client, behind the interceptors before this one
     * @param view the backend's name
     * @return the client as the rest of the pipeline and the backend see it
     */
    default SessionPeer around(SessionPeer peer, String view) {
        return peer;
    }

    /**
     * Ends what this interceptor started by itself. Called once, when the gateway closes, after the last call; must not block.
     * Does nothing by default.
     */
    default void close() {}
}
