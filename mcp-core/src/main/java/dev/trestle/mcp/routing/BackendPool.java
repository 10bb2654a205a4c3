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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The open sessions with one backend. The policy is per-session: each client session has a backend session of its own, which
 * lives as long as it does. Thread-safe.
 */
public final class BackendPool {

    private final BackendFactory factory;
    private final BackendContext context;
    private final Map<SessionKey, BackendSession> sessions = new ConcurrentHashMap<>();
    private final Set<Opening> openings = ConcurrentHashMap.newKeySet();
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
        Opening opening = new Opening(peer);
        openings.add(opening);
        if (closed) {
            opening.abandon();
        }
        return factory.open(opening)
                .whenComplete((session, problem) -> {
                    openings.remove(opening);
                    opening.finish();
                })
                .thenApply(session -> keep(peer.client().session(), session));
    }

    private BackendSession keep(SessionKey key, BackendSession session) {
        sessions.put(key, session);
        context.listener().sessionOpened(key, context.name());
        session.onEnd(why -> {
            if (sessions.remove(key, session)) {
                context.listener().sessionClosed(key, context.name());
            }
        });
        if (closed) {
            session.close(Duration.ZERO);
        }
        return session;
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
     * Closes all sessions and gives up those that are being opened; those that open all the same are closed at once.
     *
     * @param grace how long each is given to end by itself
     * @return completes when nothing is left of them; what is being opened is waited for no longer than that
     */
    public CompletionStage<Void> close(Duration grace) {
        closed = true;
        List<Opening> abandoned = List.copyOf(openings);
        abandoned.forEach(Opening::abandon);
        Stream<CompletableFuture<Void>> opening = abandoned.stream()
                .map(opened -> opened.over().completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS));
        Stream<CompletableFuture<Void>> open = List.copyOf(sessions.values()).stream()
                .map(session -> session.close(grace).toCompletableFuture());
        return CompletableFuture.allOf(Stream.concat(opening, open).toArray(CompletableFuture[]::new));
    }
}
