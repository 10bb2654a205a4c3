package dev.trestle.mcp.http.stream;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.session.ClientStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream of numbered events to the client of a session: the answer to one call, or what belongs to none. It outlives the
 * HTTP responses that carry it: at most one does at a time, and what is said while none does is there for the next.
 *
 * <p>The log's monitor guards the state; nothing is written while it is held.
 */
public final class EventStream implements ClientStream, Carried {

    private final ReplayLog log;
    private final long number;
    private final boolean listening;
    private List<Runnable> whenGone = new ArrayList<>(1);
    private long lastNumber;
    private int keptEvents;
    private boolean finished;
    private long detachedSince;
    private @Nullable StreamCarrier carrier;

    public EventStream(ReplayLog log, long number, boolean listening) {
        this.log = log;
        this.number = number;
        this.listening = listening;
        this.detachedSince = log.logs().now();
    }

    /** Its number in its session. */
    public long number() {
        return number;
    }

    /** Whether it is for what belongs to no call. */
    public boolean isListening() {
        return listening;
    }

    long lastNumber() {
        return lastNumber;
    }

    /** Sends the event that only tells the client where to go on, before it has missed anything. */
    public void prime() {
        synchronized (log) {
            Event first = log.keep(this, 0, null);
            if (carrier != null) {
                carrier.writer().offer(first);
            }
        }
    }

    @Override
    public void send(JsonSlice message) {
        append(message, false);
    }

    @Override
    public void finish(@Nullable JsonSlice last) {
        append(last, true);
    }

    private void append(@Nullable JsonSlice message, boolean end) {
        StreamCarrier current;
        boolean inTime = true;
        synchronized (log) {
            if (finished) {
                return;
            }
            finished = end;
            current = carrier;
            if (message != null) {
                Event event = log.keep(this, ++lastNumber, message);
                inTime = current == null || current.writer().offer(event);
            }
            if (end && current != null) {
                current.writer().end();
            }
        }
        if (current != null && inTime) {
            current.writer().flush();
        } else if (current != null) {
            current.cutOff();
        }
    }

    /**
     * Lets a response carry the stream from now on; whatever carried it so far is ended.
     *
     * @param next the response
     * @param after the number of the last event that the client has seen
     */
    public void attach(StreamCarrier next, long after) {
        StreamCarrier previous;
        List<Runnable> told;
        synchronized (log) {
            previous = carrier;
            told = previous == null ? List.of() : takeWhenGone();
            carrier = next;
            log.replay(this, after, next.writer());
            if (finished) {
                next.writer().end();
            }
        }
        log.logs().attached().addAndGet(previous == null ? 1 : 0);
        if (previous != null) {
            previous.supersede();
        }
        told.forEach(Runnable::run);
    }

    @Override
    public void detach(StreamCarrier gone) {
        List<Runnable> told;
        synchronized (log) {
            if (carrier != gone) {
                return;
            }
            carrier = null;
            detachedSince = log.logs().now();
            told = finished ? List.of() : takeWhenGone();
        }
        log.logs().attached().decrementAndGet();
        told.forEach(Runnable::run);
    }

    private List<Runnable> takeWhenGone() {
        List<Runnable> told = whenGone;
        whenGone = new ArrayList<>(1);
        return told;
    }

    @Override
    public boolean isOpen() {
        synchronized (log) {
            return !finished && carrier != null;
        }
    }

    @Override
    public void onClientGone(Runnable action) {
        synchronized (log) {
            if (finished) {
                return;
            }
            if (carrier != null) {
                whenGone.add(action);
                return;
            }
        }
        action.run();
    }

    /** Counts events that the log keeps; the log holds its monitor. */
    void kept(int change) {
        keptEvents += change;
    }

    /** Whether nothing will be said on it any more, as far as can be known. */
    boolean isOver() {
        return finished || (listening && carrier == null);
    }

    /** Whether nobody can have a use for it any more; the log holds its monitor. */
    boolean isSpent(long now) {
        long age = log.logs().options().replayAge().toNanos();
        boolean forgotten = finished || (listening && carrier == null && now - detachedSince >= age);
        return keptEvents == 0 && forgotten;
    }
}
