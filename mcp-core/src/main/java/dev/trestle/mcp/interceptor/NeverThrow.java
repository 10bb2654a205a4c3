package dev.trestle.mcp.interceptor;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.McpBackend;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backstop: whatever is thrown below becomes a reply. Params that could be read in two ways are the client's mistake;
 * anything else is a defect of ours or of a user's interceptor, and is logged as one.
 */
public final class NeverThrow implements CallInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(NeverThrow.class);

    private final UnaryOperator<McpReply> told;

    /**
     * Tells clients what came of their calls.
     *
     * @param told has the last word on each reply, those that are made here included; must not throw
     */
    public NeverThrow(UnaryOperator<McpReply> told) {
        this.told = told;
    }

    @Override
    public CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next) {
        try {
            CompletionStage<McpReply> stage = next.call(call, observer);
            McpReply ready = McpReply.ifReady(stage);
            if (ready != null) {
                McpReply last = told.apply(ready);
                return last == ready ? stage : CompletableFuture.completedFuture(last);
            }
            return stage.handle((reply, problem) -> told.apply(reply == null ? failed(call, problem) : reply));
        } catch (RuntimeException | Error problem) {
            return CompletableFuture.completedFuture(told.apply(failed(call, problem)));
        }
    }

    private static McpReply failed(McpCall call, @Nullable Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (cause instanceof JsonException unreadable) {
            return new McpReply.Failure(
                    JsonRpcError.of(JsonRpcError.INVALID_PARAMS, "Invalid params: " + unreadable.getMessage()));
        }
        LOG.error("{} failed in a way that it must not", call, cause);
        return TrestleError.INTERNAL.failure("Internal error in " + call);
    }
}
