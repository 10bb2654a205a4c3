package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.shape.Typed;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A client's subscription: everything on its stream carries the id of the request that opened it (2026-07-28,
 * `patterns/subscriptions`).
 *
 * @param exchange the request
 */
record ModernListen(Exchange exchange) implements CallObserver {

    private static final SliceEditor EDITOR = new SliceEditor();

    @Override
    public void notified(Notification notification) {
        exchange.stream()
                .send(EnvelopeWriter.notification(notification.method(), Params.of(stamped(notification.params()))));
    }

    private JsonSlice stamped(@Nullable Params params) {
        return stamped(params == null ? JsonSlice.EMPTY_OBJECT : params.json());
    }

    private JsonSlice stamped(JsonSlice object) {
        JsonSlice meta = EDITOR.member(object, "_meta").orElse(JsonSlice.EMPTY_OBJECT);
        JsonSlice named =
                EDITOR.with(meta, Modern.SUBSCRIPTION_KEY, exchange.id().json());
        return EDITOR.with(object, "_meta", named);
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        JsonRpcError error = JsonRpcError.of(JsonRpcError.METHOD_NOT_FOUND, "A subscription cannot ask");
        return CompletableFuture.completedFuture(new InputAnswer.Failure(error));
    }

    /** The subscription was ended by the server. */
    void ended(McpReply.Result result, Typed.Stamp stamp) {
        JsonSlice end = stamp.on(ModernMethods.LISTEN, result.json());
        exchange.stream().finish(EnvelopeWriter.result(exchange.id(), stamped(end)));
    }
}
