package dev.trestle.mcp.http.stream;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.EventStore;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The event streams of one session, and the way to the events that a client may ask for again (2025-11-25, `transports`:
 * resumability).
 *
 * <p>Its monitor guards its streams too: it is held over memory only.
 */
public final class ReplayLog {

    private final ReplayLogs logs;
    private final Map<Long, EventStream> streams = new LinkedHashMap<>();
    private EventStore.@Nullable Log events;
    private long streamsOpened;
    private boolean cleared;

    public ReplayLog(ReplayLogs logs) {
        this.logs = logs;
    }

    /**
     * Opens a stream.
     *
     * @param listening whether it is for what belongs to no call
     */
    public synchronized EventStream open(boolean listening) {
        EventStream stream = new EventStream(this, ++streamsOpened, listening);
        if (!cleared) {
            streams.put(stream.number(), stream);
            forgetSurplusStreams();
        }
        return stream;
    }

    /** The stream of an event id, if the event could be of that stream and the stream is still known. */
    public synchronized @Nullable EventStream find(Event.Id id) {
        EventStream stream = streams.get(id.stream());
        return stream != null && id.event() <= stream.lastNumber() ? stream : null;
    }

    ReplayLogs logs() {
        return logs;
    }

    /** Keeps an event; the caller holds the monitor. */
    void keep(long stream, long number, JsonSlice message) {
        if (cleared) {
            return;
        }
        try {
            EventStore.Log log = events;
            if (log == null) {
                log = logs.openLog();
                events = log;
            }
            log.append(new EventStore.Event(stream, number, message));
        } catch (RuntimeException e) {
            logs.storeFailed(e);
        }
    }

    /** The kept events of a stream after one of them; fails if they cannot be read. */
    CompletionStage<List<EventStore.Event>> read(long stream, long after) {
        EventStore.Log log;
        synchronized (this) {
            log = events;
        }
        if (log == null) {
            return CompletableFuture.completedFuture(List.of());
        }
        try {
            return log.after(stream, after);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void forgetSurplusStreams() {
        Iterator<EventStream> oldest = streams.values().iterator();
        while (streams.size() > logs.options().replayEvents() && oldest.hasNext()) {
            EventStream stream = oldest.next();
            if (stream.isOver()) {
                oldest.remove();
                forget(stream, Long.MAX_VALUE);
            }
        }
    }

    /** Drops what is too old. */
    public synchronized void expire(long now) {
        Iterator<EventStream> all = streams.values().iterator();
        while (all.hasNext()) {
            EventStream stream = all.next();
            if (stream.isSpent(now)) {
                all.remove();
                forget(stream, Long.MAX_VALUE);
            } else {
                long had = stream.hadLongAgo(now);
                if (had > 0) {
                    forget(stream, had);
                }
            }
        }
    }

    private void forget(EventStream stream, long upTo) {
        EventStore.Log log = events;
        if (log == null || stream.lastNumber() == 0) {
            return;
        }
        try {
            log.forget(stream.number(), upTo);
        } catch (RuntimeException e) {
            logs.storeFailed(e);
        }
    }

    synchronized int streams() {
        return streams.size();
    }

    /** Drops everything; nothing is kept from now on. */
    synchronized void clear() {
        cleared = true;
        streams.clear();
        EventStore.Log log = events;
        events = null;
        if (log != null) {
            try {
                log.close();
            } catch (RuntimeException e) {
                logs.storeFailed(e);
            }
        }
    }
}
