package dev.trestle.mcp.routing;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A client's end while its backend is being opened: the gateway's end is one of the client's session too. */
final class Opening implements SessionPeer {

    private final SessionPeer client;

    /** Null once the backend is open, or never will be: it is held as long as the session is. */
    private @Nullable List<Runnable> whenAbandoned = new ArrayList<>(1);

    private boolean abandoned;
    private @Nullable CompletableFuture<Void> over;

    Opening(SessionPeer client) {
        this.client = client;
    }

    /** Nobody waits for the backend any more. */
    void abandon() {
        List<Runnable> told;
        synchronized (this) {
            told = whenAbandoned == null || abandoned ? List.of() : List.copyOf(whenAbandoned);
            abandoned = true;
        }
        told.forEach(Runnable::run);
    }

    /** The backend is open, or never will be. */
    void finish() {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            whenAbandoned = null;
            waiting = over;
            over = null;
        }
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    synchronized CompletableFuture<Void> over() {
        if (whenAbandoned == null) {
            return CompletableFuture.completedFuture(null);
        }
        over = over == null ? new CompletableFuture<>() : over;
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
        client.onEnd(action);
        synchronized (this) {
            if (!abandoned) {
                if (whenAbandoned != null) {
                    whenAbandoned.add(action);
                }
                return;
            }
        }
        action.run();
    }
}
