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
    private List<Runnable> whenGone = new ArrayList<>(2);
    private boolean started;
    private boolean ending;
    private boolean cut;
    private boolean gone;

    SseConnection(SseServices services, Visit visit) {
        this.visit = visit;
        this.services = services;
        this.carrier = new StreamCarrier(services.edge(), visit.view(), visit.answer(), this);
    }

    /** Begins to write; false if it is over already, and then nothing has been answered. */
    boolean start() {
        synchronized (this) {
            if (gone) {
                return false;
            }
            started = true;
            visit.answer().events(Map.of());
        }
        visit.exchange().onClose(carrier::gone);
        carrier.start();
        return true;
    }

    /** Sends a frame, or cuts the client off if it reads too slowly. */
    void send(Frame frame) {
        if (carrier.writer().offer(frame)) {
            carrier.writer().flush();
            return;
        }
        synchronized (this) {
            if (cut || gone) {
                return;
            }
            cut = true;
        }
        // Whoever sends may hold a lock of his session, and what follows ends that session and its backend.
        services.executor().execute(carrier::cutOff);
    }

    /** Ends the stream after what has been sent. */
    void end() {
        synchronized (this) {
            ending = true;
        }
        carrier.writer().end();
        carrier.writer().flush();
    }

    /** Ends the stream at once, because another takes its place. */
    void replace() {
        boolean begun;
        synchronized (this) {
            begun = started;
        }
        if (begun) {
            carrier.supersede();
        }
        carrier.gone();
    }

    /** Gives the stream up before it has started; what it held is released. */
    void discard() {
        carrier.gone();
    }

    synchronized boolean isOpen() {
        return !gone && !cut && !ending;
    }

    /** Has something done once the stream is over, at once if it is. */
    void whenGone(Runnable action) {
        synchronized (this) {
            if (!gone) {
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
            if (gone) {
                return;
            }
            gone = true;
            told = whenGone;
            whenGone = List.of();
        }
        told.forEach(Runnable::run);
    }
}
