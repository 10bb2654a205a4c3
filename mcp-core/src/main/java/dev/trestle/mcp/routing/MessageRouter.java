package dev.trestle.mcp.routing;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.McpBackend;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The end of the pipeline: finds the backend session that a call belongs to, or the backend for calls that belong to none. */
public final class MessageRouter implements McpBackend {

    private final Map<String, BackendPool> pools;
    private final Map<String, ? extends McpBackend> stateless;

    /**
     * Routes by view.
     *
     * @param pools the pool of each view
     * @param stateless for each view, who takes calls that belong to no client session
     */
    public MessageRouter(Map<String, BackendPool> pools, Map<String, ? extends McpBackend> stateless) {
        this.pools = Map.copyOf(pools);
        this.stateless = Map.copyOf(stateless);
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        SessionKey key = call.session();
        McpBackend sessionless = key == null ? stateless.get(call.view()) : null;
        if (sessionless != null) {
            return sessionless.call(call, observer);
        }
        BackendPool pool = pools.get(call.view());
        BackendSession session =
                pool == null || key == null ? null : pool.get(key).orElse(null);
        if (session == null) {
            return CompletableFuture.completedFuture(TrestleError.SESSION_ENDED.failure(
                    "There is no open session with backend '" + call.view() + "' for this call"));
        }
        return session.call(call, observer);
    }
}
