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

/** The end of the pipeline: finds the backend session that a call belongs to. */
public final class MessageRouter implements McpBackend {

    private final Map<String, BackendPool> pools;

    /**
     * Routes by view.
     *
     * @param pools the pool of each view
     */
    public MessageRouter(Map<String, BackendPool> pools) {
        this.pools = Map.copyOf(pools);
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        BackendPool pool = pools.get(call.view());
        SessionKey key = call.session();
        BackendSession session =
                pool == null || key == null ? null : pool.get(key).orElse(null);
        if (session == null) {
            return CompletableFuture.completedFuture(TrestleError.SESSION_ENDED.failure(
                    "There is no open session with backend '" + call.view() + "' for this call"));
        }
        return session.call(call, observer);
    }
}
