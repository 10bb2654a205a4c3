package dev.trestle.mcp.http.client;

import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Calls;
import java.util.concurrent.CompletionStage;

/** Sessions whose client has said that it is ready, as clients do. */
final class Introduced {

    private Introduced() {}

    static CompletionStage<BackendSession> open(BackendFactory backend, SessionPeer client) {
        return backend.open(client).thenApply(session -> {
            session.notified(Calls.notification("notifications/initialized", null));
            return session;
        });
    }
}
