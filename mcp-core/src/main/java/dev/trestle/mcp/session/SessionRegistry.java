package dev.trestle.mcp.session;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.spi.SessionLimits;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
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

    /** Of all registries: a gateway may have several edges, and knows a client by nothing but its key. */
    private static final AtomicLong SERIAL = new AtomicLong();

    private final SessionLimits limits;
    private final SessionSetting setting;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, McpSession> sessions = new ConcurrentHashMap<>();
    private final Map<SessionOwner.Account, Tally> counts = new HashMap<>();
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
        this.setting = new SessionSetting(limits, scheduler, nanoTime);
    }

    /**
     * Makes a session with a new id.
     *
     * @param view the view that it is opened through
     * @param owner whom it belongs to
     * @return a session that is not established yet
     * @throws McpException if as many as may are open, in all or of this owner, or the registry is closed
     */
    public McpSession open(String view, SessionOwner owner) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return open(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), view, owner)
                .orElseThrow(() -> new IllegalStateException("a random id came twice"));
    }

    /**
     * Makes a session with an id that the client chose.
     *
     * @param id the id
     * @param view the view that it is opened through
     * @param owner whom it belongs to
     * @return empty if the id is taken
     * @throws McpException if as many as may are open, in all or of this owner, or the registry is closed
     */
    public Optional<McpSession> open(String id, String view, SessionOwner owner) {
        McpSession session;
        synchronized (this) {
            if (sessions.containsKey(id)) {
                return Optional.empty();
            }
            if (closed || sessions.size() >= limits.maxSessions()) {
                throw new McpException(TrestleError.TOO_MANY_SESSIONS.failure(
                        "The gateway has as many sessions as it may (maxSessions), or is stopping"));
            }
            SessionKey key = new SessionKey("s" + SERIAL.incrementAndGet());
            session = new McpSession(new McpSession.Identity(id, key, view, count(owner)), setting);
            sessions.put(id, session);
        }
        return Optional.of(session);
    }

    /**
     * How many sessions an account has.
     *
     * @param owner whose the first of them is; the others that are just as he is share him
     * @param sessions at least 1
     */
    private record Tally(SessionOwner owner, int sessions) {}

    private SessionOwner count(SessionOwner owner) {
        if (!owner.isCounted()) {
            return owner;
        }
        SessionOwner.Account account = owner.account();
        Tally before = counts.getOrDefault(account, new Tally(owner, 0));
        if (before.sessions() >= owner.quota(limits)) {
            throw new McpException(owner.refusal(limits));
        }
        counts.put(account, new Tally(before.owner(), before.sessions() + 1));
        return before.owner().equals(owner) ? before.owner() : owner;
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
        if (sessions.remove(session.id(), session)) {
            discount(session.owner());
        }
        return session.end();
    }

    private synchronized void discount(SessionOwner owner) {
        if (owner.isCounted()) {
            counts.computeIfPresent(
                    owner.account(),
                    (account, tally) -> tally.sessions() == 1 ? null : new Tally(tally.owner(), tally.sessions() - 1));
        }
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
