package dev.trestle.mcp.call;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The one reply to a call. */
public sealed interface McpReply {

    /**
     * Handles whichever reply it is.
     *
     * @param onResult for a result
     * @param onFailure for a failure
     * @param <R> what both give
     * @return what the one that applied gave
     */
    <R> R fold(Function<Result, R> onResult, Function<Failure, R> onFailure);

    /**
     * The backend's result; a tool that failed is a result too ({@code isError}).
     *
     * @param json the result object, untouched
     */
    record Result(JsonSlice json) implements McpReply {
        @Override
        public <R> R fold(Function<Result, R> onResult, Function<Failure, R> onFailure) {
            return onResult.apply(this);
        }
    }

    /**
     * A JSON-RPC error.
     *
     * @param error what the client is told
     * @param reason our own error, or null if the error is the backend's
     */
    record Failure(JsonRpcError error, @Nullable TrestleError reason) implements McpReply {
        /**
         * An error that the backend gave.
         *
         * @param error untouched
         */
        public Failure(JsonRpcError error) {
            this(error, null);
        }

        @Override
        public <R> R fold(Function<Result, R> onResult, Function<Failure, R> onFailure) {
            return onFailure.apply(this);
        }
    }
}
