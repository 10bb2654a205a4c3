package dev.trestle.mcp.http.stream;

import dev.trestle.mcp.http.options.StreamOptions;
import dev.trestle.mcp.json.JsonSlice;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The event streams of one session, and the events that a client may ask for again (2025-11-25, `transports`:
 * resumability). Bounded in events, bytes and age; the oldest go first, whatever stream they belong to.
 *
 * <p>Its monitor guards its streams too: it is held over memory only.
 */
public final class ReplayLog {

    private final ReplayLogs logs;
    private final Map<Long, EventStream> streams = new LinkedHashMap<>();
    private final Deque<Event> kept = new ArrayDeque<>();
    private long bytes;
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

    /** Makes and keeps an event; the caller holds the monitor. */
    Event keep(EventStream stream, long number, @Nullable JsonSlice message) {
        Event event = new Event(stream, number, message, logs.now());
        if (!cleared) {
            kept.add(event);
            count(event.weight());
            stream.kept(1);
            shrink();
        }
        return event;
    }

    private void shrink() {
        StreamOptions options = logs.options();
        while (kept.size() > options.replayEvents()
                || bytes > options.replayBytes()
                || (!kept.isEmpty() && logs.bytes().get() > options.replayTotal())) {
            dropOldest();
        }
    }

    private void dropOldest() {
        Event oldest = kept.remove();
        count(-oldest.weight());
        oldest.stream().kept(-1);
        if (oldest.stream().isSpent(logs.now())) {
            streams.remove(oldest.stream().number());
        }
    }

    private void count(int weight) {
        bytes += weight;
        logs.bytes().addAndGet(weight);
    }

    private void forgetSurplusStreams() {
        Iterator<EventStream> oldest = streams.values().iterator();
        while (streams.size() > logs.options().replayEvents() && oldest.hasNext()) {
            if (oldest.next().isOver()) {
                oldest.remove();
            }
        }
    }

    /** The kept events of a stream after one of them, oldest first; the caller holds the monitor. */
    void replay(EventStream stream, long after, ResponseWriter writer) {
        for (Event event : kept) {
            if (event.stream() == stream && event.number() > after) {
                writer.replay(event);
            }
        }
    }

    /** Drops what is too old. */
    public synchronized void expire(long now) {
        long age = logs.options().replayAge().toNanos();
        while (!kept.isEmpty() && now - kept.element().nanos() >= age) {
            dropOldest();
        }
        streams.values().removeIf(stream -> stream.isSpent(now));
    }

    synchronized int streams() {
        return streams.size();
    }

    /** Drops everything; nothing is kept from now on. */
    synchronized void clear() {
        cleared = true;
        count((int) -bytes);
        kept.clear();
        streams.clear();
    }
}
