package dev.trestle.mcp.http.stream;

import dev.trestle.mcp.http.options.StreamOptions;
import dev.trestle.mcp.session.McpSession;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The replay logs of all sessions that ever had an event stream, and their memory together. Thread-safe. */
public final class ReplayLogs {

    private final StreamOptions options;
    private final LongSupplier nanoTime;
    private final Map<McpSession, ReplayLog> logs = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong attached = new AtomicLong();

    public ReplayLogs(StreamOptions options, LongSupplier nanoTime) {
        this.options = options;
        this.nanoTime = nanoTime;
    }

    /** The log of a session. */
    public ReplayLog of(McpSession session) {
        ReplayLog log = logs.get(session);
        return log != null ? log : logs.computeIfAbsent(session, none -> new ReplayLog(this));
    }

    /** The bounds. */
    public StreamOptions options() {
        return options;
    }

    /** What time it is. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /** How many bytes all logs keep. */
    public AtomicLong bytes() {
        return bytes;
    }

    /** How many streams have a client that listens. */
    public AtomicLong attached() {
        return attached;
    }

    /** How many streams can be resumed. */
    public long streams() {
        return logs.values().stream().mapToLong(ReplayLog::streams).sum();
    }

    /** Drops what is too old, and all of the sessions that are over. */
    public void tick() {
        long now = now();
        logs.forEach((session, log) -> {
            if (session.isEnded()) {
                forget(session);
            } else {
                log.expire(now);
            }
        });
    }

    /** Drops all that is kept of a session that is over. */
    public void forget(McpSession session) {
        ReplayLog log = logs.remove(session);
        if (log != null) {
            log.clear();
        }
    }
}
