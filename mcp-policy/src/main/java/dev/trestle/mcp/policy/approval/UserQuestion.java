package dev.trestle.mcp.policy.approval;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.InterceptorContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Asks the user in front of the client, by a form with one box (`client/elicitation`). */
final class UserQuestion {

    private static final String BY = "user";
    private static final JsonSlice FORM = JsonWriter.object()
            .put("type", "object")
            .put(
                    "properties",
                    Map.of(
                            "approve",
                            JsonWriter.object()
                                    .put("type", "boolean")
                                    .put("title", "Run it")
                                    .put("default", false)))
            .put("required", List.of("approve"))
            .toSlice();

    private final InterceptorContext context;

    UserQuestion(InterceptorContext context) {
        this.context = context;
    }

    /** Whether the client has somebody to ask. */
    boolean canBeAsked(McpCall call) {
        return context.editor()
                .member(call.metadata().capabilities(), "elicitation")
                .isPresent();
    }

    /** Asks; anything but a clear yes is a no. Empty if the client failed to ask: then nobody has decided. */
    CompletionStage<Optional<Decision>> ask(CallObserver observer, ApprovalRequest request) {
        String message = "Tool '" + request.tool() + "' of '" + request.backend() + "' is to be called with "
                + request.summary() + ". Run it?";
        JsonSlice params = JsonWriter.object()
                .put("message", message)
                .put("requestedSchema", FORM)
                .toSlice();
        return observer.ask(new InputRequest("elicitation/create", Params.of(params)))
                .thenApply(answer -> answer instanceof InputAnswer.Result result
                        ? Optional.of(isYes(result.json()) ? Decision.once(BY) : Decision.no(BY))
                        : Optional.empty());
    }

    private boolean isYes(JsonSlice answer) {
        try {
            return context.decoder().decode(answer) instanceof Map<?, ?> said
                    && "accept".equals(said.get("action"))
                    && said.get("content") instanceof Map<?, ?> content
                    && Boolean.TRUE.equals(content.get("approve"));
        } catch (JsonException e) {
            return false;
        }
    }
}
