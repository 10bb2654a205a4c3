package dev.trestle.mcp.testkit.fake;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Replies for {@link Behaviour}s. */
public final class Replies {

    private Replies() {}

    /**
     * A tool's result with one text.
     *
     * @param text the text
     * @return complete
     */
    public static CompletionStage<McpReply> text(String text) {
        return CompletableFuture.completedFuture(new McpReply.Result(textResult(text)));
    }

    /**
     * A result.
     *
     * @param json the result object
     * @return complete
     */
    public static CompletionStage<McpReply> result(String json) {
        return CompletableFuture.completedFuture(new McpReply.Result(JsonSlice.of(json)));
    }

    /**
     * An error.
     *
     * @param code its code
     * @param message its message
     * @return complete
     */
    public static CompletionStage<McpReply> failure(int code, String message) {
        return CompletableFuture.completedFuture(new McpReply.Failure(JsonRpcError.of(code, message)));
    }

    /**
     * No reply, ever.
     *
     * @return never complete
     */
    public static CompletionStage<McpReply> never() {
        return new CompletableFuture<>();
    }

    static JsonSlice textResult(String text) {
        return JsonWriter.object()
                .put("content", List.of(Map.of("type", "text", "text", text)))
                .toSlice();
    }
}
