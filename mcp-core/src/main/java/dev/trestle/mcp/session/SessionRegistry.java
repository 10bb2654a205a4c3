package dev.trestle.mcp.session;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.spi.SessionLimits;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The open sessions by id. Thread-safe. */
public final class SessionRegistry {

    private static final int ID_BYTES = 18;

    private final SessionLimits limits;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong serial = new AtomicLong();
    private final Map<String, McpSession> sessions = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * An empty registry.
     *
     * @param limits the bounds
     * @param scheduler for the sessions' timers
     * @param nanoTime a monotonic clock
     */
    public SessionRegistry(SessionLimits limits, ScheduledExecutorService scheduler, LongSupplier nanoTime) {
        this.limits = limits;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
    }

    /**
     * Makes a session with a new id.
     *
     * @param view the view that it is opened through
     * @param principal whom it belongs to
     * @return empty if as many as may are open, or the registry is closed
     */
    public Optional<McpSession> open(String view, Principal principal) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return open(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), view, principal);
    }

    /**
     * Makes a session with an id that the client chose.
     *
     * @param id the id
     * @param view the view that it is opened through
     * @param principal whom it belongs to
     * @return empty if the id is taken, or as many as may are open, or the registry is closed
     */
    public Optional<McpSession> open(String id, String view, Principal principal) {
        SessionKey key = new SessionKey("s" + serial.incrementAndGet());
        McpSession session =
                new McpSession(new McpSession.Identity(id, key, view, principal), limits, scheduler, nanoTime);
        synchronized (this) {
            if (closed || sessions.size() >= limits.maxSessions() || sessions.containsKey(id)) {
                return Optional.empty();
            }
            sessions.put(id, session);
        }
        return Optional.of(session);
    }

    /**
     * Whether an id is in use, whoever may use it.
     *
     * @param id the id
     * @return false if a session of this id could be opened
     */
    public boolean isTaken(String id) {
        return sessions.containsKey(id);
    }

    /**
     * Finds a session. To another view or principal it is as unknown as one that never was.
     *
     * @param id what the client names it by
     * @param view the view that the client uses
     * @param principal who asks
     * @return empty if there is none for him
     */
    public Optional<McpSession> find(String id, String view, Principal principal) {
        return Optional.ofNullable(sessions.get(id))
                .filter(session ->
                        session.view().equals(view) && session.principal().equals(principal));
    }

    /**
     * Ends a session: its streams end, its questions fail, and nobody finds it any more.
     *
     * @param session the session
     * @return false if it was ended before
     */
    public boolean end(McpSession session) {
        sessions.remove(session.id(), session);
        return session.end();
    }

    /**
     * The sessions that nobody has used for {@code idleTimeout}.
     *
     * @return a snapshot
     */
    public List<McpSession> idle() {
        long nanos = limits.idleTimeout().toNanos();
        return sessions.values().stream()
                .filter(session -> session.isIdleFor(nanos))
                .toList();
    }

    /**
     * All open sessions.
     *
     * @return a snapshot
     */
    public Collection<McpSession> all() {
        return List.copyOf(sessions.values());
    }

    /**
     * How many sessions are open.
     *
     * @return at least 0
     */
    public int size() {
        return sessions.size();
    }

    /** Opens no more sessions. */
    public synchronized void close() {
        closed = true;
    }
}
