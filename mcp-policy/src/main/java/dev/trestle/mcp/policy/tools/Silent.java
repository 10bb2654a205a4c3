package dev.trestle.mcp.policy.tools;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whoever asks for a list for himself: nobody is there to be told or asked. */
final class Silent implements CallObserver {

    static final Silent NOBODY = new Silent();

    private Silent() {}

    @Override
    public void notified(Notification notification) {}

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        JsonRpcError error = JsonRpcError.of(JsonRpcError.METHOD_NOT_FOUND, "Nobody can be asked");
        return CompletableFuture.completedFuture(new InputAnswer.Failure(error));
    }
}
