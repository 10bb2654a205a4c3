package dev.trestle.mcp.gateway;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.interceptor.redact.Redaction;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.ServerDescription;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A backend's session as the gateway's clients see it: calls go through the whole pipeline first.
 *
 * @param backend the session
 * @param pipeline every call's way to it
 * @param redaction takes secrets out of what is told of its end
 */
record GatewaySession(BackendSession backend, McpBackend pipeline, Redaction redaction) implements BackendSession {

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        return pipeline.call(call, observer);
    }

    @Override
    public ServerDescription server() {
        return backend.server();
    }

    @Override
    public void notified(Notification notification) {
        backend.notified(notification);
    }

    @Override
    public CompletionStage<McpReply.Failure> ended() {
        return backend.ended().thenApply(redaction::redact);
    }

    @Override
    public void onEnd(Consumer<McpReply.Failure> action) {
        backend.onEnd(why -> action.accept(redaction.redact(why)));
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        return backend.close(grace);
    }
}
