package dev.trestle.mcp.era.ask;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.util.concurrent.CompletableFuture;

/**
 * A question that a server has asked and its client, which cannot be asked directly, has not answered. Thread-safe.
 *
 * @param request the question
 * @param answer completes with the answer, never exceptionally
 */
public record OpenQuestion(InputRequest request, CompletableFuture<InputAnswer> answer) {

    private static final int USER_REJECTED = -1;

    /**
     * The client has answered.
     *
     * @param result its answer, an object
     */
    public void answer(JsonSlice result) {
        answer.complete(new InputAnswer.Result(result));
    }

    /**
     * Answers in place of a client that did not: as one that closes the question without an answer.
     *
     * @param why for the server, where its question can be answered by an error
     */
    public void giveUp(String why) {
        answer.complete(
                switch (request.method()) {
                    case "elicitation/create" -> new InputAnswer.Result(JsonSlice.of("{\"action\":\"cancel\"}"));
                    case "sampling/createMessage" -> new InputAnswer.Failure(JsonRpcError.of(USER_REJECTED, why));
                    default -> new InputAnswer.Failure(TrestleError.CLIENT_UNREACHABLE.error(why));
                });
    }
}
