package dev.trestle.mcp.spi;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import java.util.concurrent.CompletionStage;

/**
 * Whatever answers calls: a child process, a server in this process, a router, the whole gateway.
 *
 * <p>Contract: {@code call} never throws and never blocks; the stage completes exactly once and never exceptionally;
 * the observer hears everything before the stage completes and nothing after; a call whose cancellation fires completes
 * soon, whatever the other side does. Implementations are thread-safe.
 */
@FunctionalInterface
public interface McpBackend {

    /**
     * Answers one call.
     *
     * @param call what is asked
     * @param observer hears what is said meanwhile
     * @return the one reply
     */
    CompletionStage<McpReply> call(McpCall call, CallObserver observer);
}
