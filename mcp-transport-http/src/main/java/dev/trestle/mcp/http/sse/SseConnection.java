package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.http.stream.Carried;
import dev.trestle.mcp.http.stream.Frame;
import dev.trestle.mcp.http.stream.StreamCarrier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One stream to one client, from its GET until the client is gone, we end it, or another client takes its place. What is
 * sent before it starts waits for that. Methods do not block. Thread-safe.
 */
final class SseConnection implements Carried {

    private final Visit visit;
    private final SseServices services;
    private final StreamCarrier carrier;
    private final List<Runnable> whenGone = new ArrayList<>(2);
    private final List<Frame> early = new ArrayList<>(1);
    private State state = State.EARLY;

    /** How far it is; what is not open any more has yet to be told so to whoever waits for its end. */
    private enum State {
        EARLY,
        BARRED,
        OPEN,
        CLOSING,
        GONE
    }

    SseConnection(SseServices services, Visit visit) {
        this.visit = visit;
        this.services = services;
        this.carrier = new StreamCarrier(services.edge(), visit.view(), visit.answer(), this);
    }

    /** Begins to write; false if it is over already, and then nothing has been answered. */
    boolean start() {
        synchronized (this) {
            if (state != State.EARLY) {
                return false;
            }
            state = State.OPEN;
            carrier.writer().replay(early);
            early.clear();
            visit.answer().events(Map.of());
        }
        visit.exchange().onClose(carrier::gone);
        carrier.start();
        return true;
    }

    /** Sends a frame, or cuts the client off if it reads too slowly. */
    void send(Frame frame) {
        synchronized (this) {
            if (state == State.EARLY) {
                // What has waited for a stream is bounded already, and nobody has had the time to read yet.
                early.add(frame);
                return;
            }
        }
        if (carrier.writer().offer(frame)) {
            carrier.writer().flush();
            return;
        }
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            state = State.CLOSING;
        }
        // Whoever sends may hold a lock of his session, and what follows ends that session and its backend.
        services.executor().execute(carrier::cutOff);
    }

    /** Whether it has started; if it has not, it never will. */
    private synchronized boolean hasStarted() {
        state = state == State.EARLY ? State.BARRED : state;
        return state == State.OPEN || state == State.CLOSING;
    }

    /** Ends the stream after what has been sent. */
    void end() {
        synchronized (this) {
            state = state == State.OPEN ? State.CLOSING : state;
        }
        carrier.writer().end();
        carrier.writer().flush();
    }

    /** Ends the stream at once, because another takes its place. */
    void replace() {
        if (hasStarted()) {
            carrier.supersede();
        }
        carrier.gone();
    }

    /** Gives the stream up before it has started; what it held is released. */
    void discard() {
        carrier.gone();
    }

    synchronized boolean isOpen() {
        return state == State.EARLY || state == State.OPEN;
    }

    /** Has something done once the stream is over, at once if it is. */
    void whenGone(Runnable action) {
        synchronized (this) {
            if (state != State.GONE) {
                whenGone.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public void detach(StreamCarrier over) {
        List<Runnable> told;
        synchronized (this) {
            if (state == State.GONE) {
                return;
            }
            state = State.GONE;
            told = List.copyOf(whenGone);
            whenGone.clear();
        }
        told.forEach(Runnable::run);
    }
}
