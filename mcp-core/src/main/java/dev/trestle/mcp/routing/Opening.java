package dev.trestle.mcp.routing;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A client's end while its backend is being opened: the gateway's end is one of the client's session too. */
final class Opening implements SessionPeer {

    private final SessionPeer client;
    private final CompletableFuture<Void> abandoned = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    Opening(SessionPeer client) {
        this.client = client;
    }

    /** Nobody waits for the backend any more. */
    void abandon() {
        abandoned.complete(null);
    }

    /** The backend is open, or never will be. */
    void finish() {
        over.complete(null);
    }

    CompletableFuture<Void> over() {
        return over.copy();
    }

    @Override
    public ClientDescription client() {
        return client.client();
    }

    @Override
    public void notified(Notification notification) {
        client.notified(notification);
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return client.ask(request);
    }

    @Override
    public void onEnd(Runnable action) {
        CompletableFuture<Void> unused = abandoned.thenRun(action);
        client.onEnd(action);
    }
}
