package dev.trestle.mcp.routing;

import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open sessions with one backend. The policy is per-session: each client session has a backend session of its own, which
 * lives as long as it does. Thread-safe.
 */
public final class BackendPool {

    private final BackendFactory factory;
    private final BackendContext context;
    private final Map<SessionKey, BackendSession> sessions = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * An empty pool.
     *
     * @param factory opens the sessions
     * @param context what the gateway lends to the backend
     */
    public BackendPool(BackendFactory factory, BackendContext context) {
        this.factory = factory;
        this.context = context;
        factory.attach(context);
    }

    /**
     * Opens a session for a client session that has none.
     *
     * @param peer the client's end
     * @return the session; fails as {@link BackendFactory#open} does
     */
    public CompletionStage<BackendSession> open(SessionPeer peer) {
        return factory.open(peer).thenApply(session -> {
            SessionKey key = peer.client().session();
            sessions.put(key, session);
            context.listener().sessionOpened(key, context.name());
            session.ended().thenRun(() -> {
                if (sessions.remove(key, session)) {
                    context.listener().sessionClosed(key, context.name());
                }
            });
            if (closed) {
                session.close(Duration.ZERO);
            }
            return session;
        });
    }

    /**
     * The session that belongs to a client session.
     *
     * @param key the client session
     * @return empty if there is none, or no more
     */
    public Optional<BackendSession> get(SessionKey key) {
        return Optional.ofNullable(sessions.get(key));
    }

    /**
     * How many sessions are open.
     *
     * @return at least 0
     */
    public int size() {
        return sessions.size();
    }

    /**
     * Closes all sessions; those that open later are closed at once.
     *
     * @param grace how long each is given to end by itself
     * @return completes when nothing is left of them
     */
    public CompletionStage<Void> close(Duration grace) {
        closed = true;
        return CompletableFuture.allOf(List.copyOf(sessions.values()).stream()
                .map(session -> session.close(grace).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}
