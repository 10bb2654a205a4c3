package dev.trestle.mcp.http.stream;

import dev.trestle.mcp.http.options.StreamOptions;
import dev.trestle.mcp.session.McpSession;
import dev.trestle.mcp.spi.EventStore;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of all sessions that ever had an event stream, over one event store. Thread-safe. */
public final class ReplayLogs {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayLogs.class);
    private static final int NAME_BITS = 96;
    private static final int TICKS_IN_AN_AGE = 100;
    private static final long BETWEEN_WARNINGS = Duration.ofMinutes(1).toNanos();

    private final StreamOptions options;
    private final EventStore store;
    private final LongSupplier nanoTime;
    private final String name = new BigInteger(NAME_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
    private final AtomicLong opened = new AtomicLong();
    private final Map<McpSession, ReplayLog> logs = new ConcurrentHashMap<>();
    private final AtomicLong attached = new AtomicLong();
    private final AtomicLong nextWarning;
    private volatile long nextExpiry;

    public ReplayLogs(StreamOptions options, EventStore store, LongSupplier nanoTime) {
        this.options = options;
        this.store = store;
        this.nanoTime = nanoTime;
        this.nextExpiry = nanoTime.getAsLong();
        this.nextWarning = new AtomicLong(nanoTime.getAsLong());
    }

    /** The log of a session; it keeps nothing once the session is over. */
    public ReplayLog of(McpSession session) {
        ReplayLog known = logs.get(session);
        if (known != null) {
            return known;
        }
        ReplayLog made = new ReplayLog(this);
        known = logs.putIfAbsent(session, made);
        if (known != null) {
            return known;
        }
        session.onEnd(() -> forget(session));
        return made;
    }

    /** The log of a session, or null if it never had an event stream. */
    public @Nullable ReplayLog find(McpSession session) {
        return logs.get(session);
    }

    EventStore.Log openLog() {
        return store.open(name + "-" + opened.incrementAndGet());
    }

    /** Says that the store failed, now and then. */
    public void storeFailed(Throwable why) {
        long now = now();
        long next = nextWarning.get();
        if (now - next >= 0 && nextWarning.compareAndSet(next, now + BETWEEN_WARNINGS)) {
            LOG.warn("The event store failed; clients that lose their connection now may lose messages", why);
        } else {
            LOG.debug("The event store failed", why);
        }
    }

    /** The bounds. */
    public StreamOptions options() {
        return options;
    }

    /** What time it is. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /** How many streams have a client that listens. */
    public AtomicLong attached() {
        return attached;
    }

    /** How many streams can be resumed. */
    public long streams() {
        return logs.values().stream().mapToLong(ReplayLog::streams).sum();
    }

    /** Drops what is too old. */
    public void tick() {
        long now = now();
        // Ages are minutes and ticks tenths of seconds: not every one need look at every session.
        if (now - nextExpiry >= 0) {
            nextExpiry = now + options.replayAge().toNanos() / TICKS_IN_AN_AGE;
            logs.values().forEach(log -> log.expire(now));
        }
    }

    private void forget(McpSession session) {
        ReplayLog log = logs.remove(session);
        if (log != null) {
            log.clear();
        }
    }
}
