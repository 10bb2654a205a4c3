package dev.trestle.mcp.call;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The one reply to a call. */
public sealed interface McpReply {

    /**
     * Handles whichever reply it is.
     *
     * @param onResult for a result
     * @param onInputRequired for a request for input
     * @param onFailure for a failure
     * @param <R> what all give
     * @return what the one that applied gave
     */
    <R> R fold(
            Function<Result, R> onResult, Function<InputRequired, R> onInputRequired, Function<Failure, R> onFailure);

    /**
     * The reply of a stage that has it already: whoever does something with it then needs no stage of his own.
     *
     * @param stage what a backend gave
     * @return null if it is not there yet, if there will be none, or if the stage cannot be asked
     */
    static @Nullable McpReply ifReady(CompletionStage<McpReply> stage) {
        // Others of its kind refuse to be asked.
        boolean plain = stage.getClass() == CompletableFuture.class;
        CompletableFuture<McpReply> future = plain ? stage.toCompletableFuture() : null;
        return future != null && future.isDone() && !future.isCompletedExceptionally() ? future.join() : null;
    }

    /**
     * Why the gateway itself answered.
     *
     * @return our own error, or null if the reply is the backend's
     */
    @Nullable TrestleError reason();

    /**
     * The backend's result; a tool that failed is a result too ({@code isError}).
     *
     * @param json the result object, untouched
     * @param typed whether it is written as 2026-07-28 has it: with {@code resultType} and, where the method has them, cache
     *     hints. Client eras add or remove what theirs has not
     * @param reason our own error if the gateway refused the tool call and says so in this result, or null if the result is
     *     the backend's
     */
    record Result(JsonSlice json, boolean typed, @Nullable TrestleError reason) implements McpReply {
        /**
         * A backend's result.
         *
         * @param json the result object
         * @param typed whether it is written as 2026-07-28 has it
         */
        public Result(JsonSlice json, boolean typed) {
            this(json, typed, null);
        }

        /**
         * A result as the versions before 2026-07-28 have it.
         *
         * @param json the result object
         */
        public Result(JsonSlice json) {
            this(json, false, null);
        }

        /**
         * The same result written differently.
         *
         * @param changed the new result object
         * @return a copy
         */
        public Result withJson(JsonSlice changed) {
            return new Result(changed, typed, reason);
        }

        @Override
        public <R> R fold(
                Function<Result, R> onResult,
                Function<InputRequired, R> onInputRequired,
                Function<Failure, R> onFailure) {
            return onResult.apply(this);
        }
    }

    /**
     * The backend cannot answer before the client has answered questions, and keeps nothing open meanwhile: the call is to be
     * made again with the answers (2026-07-28, `patterns/mrtr`). Backends that keep their call open ask by
     * {@link CallObserver#ask} instead.
     *
     * @param json the whole result: {@code resultType}, {@code inputRequests}, {@code requestState}
     */
    record InputRequired(JsonSlice json) implements McpReply {
        /** Never ours: the gateway asks by other ways. */
        @Override
        public @Nullable TrestleError reason() {
            return null;
        }

        @Override
        public <R> R fold(
                Function<Result, R> onResult,
                Function<InputRequired, R> onInputRequired,
                Function<Failure, R> onFailure) {
            return onInputRequired.apply(this);
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
        public <R> R fold(
                Function<Result, R> onResult,
                Function<InputRequired, R> onInputRequired,
                Function<Failure, R> onFailure) {
            return onFailure.apply(this);
        }
    }
}
