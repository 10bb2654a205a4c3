package dev.trestle.mcp.http.stream;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.session.ClientStream;
import dev.trestle.mcp.spi.EventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    private final List<Runnable> whenGone = new ArrayList<>(1);
    private long lastNumber;
    private boolean finished;
    private long freeSince;
    private Mark mark;
    private @Nullable StreamCarrier carrier;

    /** The carrier that we ended ourselves and whose client has not come back yet: it counts as being there. */
    private @Nullable StreamCarrier awaited;

    public EventStream(ReplayLog log, long number, boolean listening) {
        this.log = log;
        this.number = number;
        this.listening = listening;
        this.freeSince = log.logs().now();
        this.mark = new Mark(0, freeSince);
    }

    /** What the last event was at some time at which a response carried the stream; 0 if none did. */
    private record Mark(long number, long nanos) {}

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

    /** Sends the event that tells the client where and when to go on, before it has missed anything. */
    public void prime() {
        synchronized (log) {
            if (carrier != null) {
                carrier.writer()
                        .offer(new Event(number, 0, null, log.logs().options().retry()));
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
                log.keep(number, ++lastNumber, message);
                inTime = current == null || current.writer().offer(new Event(number, lastNumber, message));
            }
            if (end) {
                freeSince = log.logs().now();
                if (current != null) {
                    current.writer().end();
                }
            }
        }
        if (current != null && inTime) {
            current.writer().flush();
        } else if (current != null) {
            current.cutOff();
        }
    }

    /** Lets the first response carry the stream, of which nothing was said yet. */
    public void attach(StreamCarrier first) {
        synchronized (log) {
            carrier = first;
        }
        log.logs().attached().incrementAndGet();
    }

    /**
     * Lets a response carry the stream from now on; whatever carried it so far is ended. What is said from now on queues up
     * in the response behind what was missed. If that is not whole any more, everything stays as it was: a request that is
     * refused ends nobody's stream.
     *
     * @param next the response, not released yet
     * @param after the number of the last event that the client has seen
     * @return whether everything that was missed is still there, and is now queued; fails if that cannot be found out
     */
    public CompletionStage<Boolean> resume(StreamCarrier next, long after) {
        long upTo;
        boolean carried;
        synchronized (log) {
            upTo = lastNumber;
            carried = carrier != null;
        }
        return upTo == after || !carried
                ? takeOver(next, after)
                : log.read(number, after)
                        .thenCompose(kept -> missed(kept, after, upTo) == null
                                        || next.writer().isClosed()
                                ? CompletableFuture.completedFuture(false)
                                : takeOver(next, after));
    }

    private CompletionStage<Boolean> takeOver(StreamCarrier next, long after) {
        StreamCarrier previous;
        List<Runnable> told;
        long upTo;
        synchronized (log) {
            previous = carrier;
            told = previous == null ? List.of() : takeWhenGone();
            carrier = next;
            awaited = null;
            mark = new Mark(0, log.logs().now());
            upTo = lastNumber;
            if (finished) {
                next.writer().end();
            }
        }
        log.logs().attached().addAndGet(previous == null ? 1 : 0);
        if (previous != null) {
            previous.supersede();
        }
        told.forEach(Runnable::run);
        return upTo == after
                ? CompletableFuture.completedFuture(true)
                : log.read(number, after).thenApply(kept -> replay(next, kept, after, upTo));
    }

    private boolean replay(StreamCarrier next, List<EventStore.Event> kept, long after, long upTo) {
        List<Event> missed = missed(kept, after, upTo);
        if (missed != null) {
            next.writer().replay(missed);
        }
        return missed != null;
    }

    /** What followed one event up to another; null if it is not all there. */
    private @Nullable List<Event> missed(List<EventStore.Event> kept, long after, long upTo) {
        List<Event> missed = new ArrayList<>(kept.size());
        long expected = after;
        for (EventStore.Event event : kept) {
            if (event.number() <= upTo) {
                expected++;
                if (event.number() != expected || event.stream() != number) {
                    return null;
                }
                missed.add(new Event(number, expected, event.message()));
            }
        }
        return expected == upTo ? missed : null;
    }

    @Override
    public void detach(StreamCarrier gone) {
        List<Runnable> told;
        synchronized (log) {
            if (carrier != gone) {
                return;
            }
            carrier = null;
            freeSince = finished ? freeSince : log.logs().now();
            told = finished ? List.of() : takeWhenGone();
        }
        log.logs().attached().decrementAndGet();
        told.forEach(Runnable::run);
    }

    @Override
    public boolean release(StreamCarrier current) {
        synchronized (log) {
            if (carrier != current || finished) {
                return false;
            }
            current.writer().end();
            carrier = null;
            awaited = current;
            freeSince = log.logs().now();
        }
        log.logs().attached().decrementAndGet();
        return true;
    }

    @Override
    public void missed(StreamCarrier released) {
        List<Runnable> told;
        synchronized (log) {
            if (awaited != released) {
                return;
            }
            awaited = null;
            told = finished ? List.of() : takeWhenGone();
        }
        told.forEach(Runnable::run);
    }

    private List<Runnable> takeWhenGone() {
        List<Runnable> told = List.copyOf(whenGone);
        whenGone.clear();
        return told;
    }

    @Override
    public boolean isOpen() {
        synchronized (log) {
            return !finished && isExpected();
        }
    }

    private boolean isExpected() {
        return carrier != null || awaited != null;
    }

    @Override
    public void onClientGone(Runnable action) {
        synchronized (log) {
            if (finished) {
                return;
            }
            if (isExpected()) {
                whenGone.add(action);
                return;
            }
        }
        action.run();
    }

    /** Whether nothing will be said on it any more, as far as can be known. */
    boolean isOver() {
        return finished || (listening && !isExpected());
    }

    /** Whether nobody can be expected to come back for it; the log holds its monitor. */
    boolean isSpent(long now) {
        return isOver() && carrier == null && now - freeSince >= age();
    }

    /**
     * The number of the last event that a client which is there has most likely had, since it was sent so long ago; 0 if
     * there is none. The log holds its monitor.
     */
    long hadLongAgo(long now) {
        if (now - mark.nanos() < age()) {
            return 0;
        }
        long had = carrier == null ? 0 : mark.number();
        mark = new Mark(carrier == null ? 0 : lastNumber, now);
        return had;
    }

    private long age() {
        return log.logs().options().replayAge().toNanos();
    }
}
