package dev.trestle.mcp.http.stream;

import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.DelayLine;
import dev.trestle.mcp.http.exchange.Edge;
import org.jspecify.annotations.Nullable;

/** One HTTP response that carries a stream of events, until it ends or its client is gone. */
public final class StreamCarrier {

    private final Edge edge;
    private final String view;
    private final Answer answer;
    private final Carried carried;
    private final ResponseWriter writer;
    private volatile DelayLine.@Nullable Entry heartbeat;
    private volatile DelayLine.@Nullable Entry renewal;

    public StreamCarrier(Edge edge, String view, Answer answer, Carried carried) {
        this.edge = edge;
        this.view = view;
        this.answer = answer;
        this.carried = carried;
        this.writer =
                new ResponseWriter(answer.exchange(), edge.options().streams().streamQueue(), this::gone);
    }

    /** What writes the response. */
    public ResponseWriter writer() {
        return writer;
    }

    /** Begins to write; the head is set. */
    public void start() {
        writer.release();
        nextHeartbeat();
    }

    /** Ends the response after {@code connectionLife}, if that is set: its client comes back for the rest. */
    public void boundLife() {
        DelayLine life = edge.untilRenewal();
        if (life != null && !writer.isClosed()) {
            renewal = life.add(this::renew);
        }
    }

    private void renew() {
        if (carried.release(this)) {
            writer.flush();
            edge.untilMissed().add(() -> carried.missed(this));
        }
    }

    private void nextHeartbeat() {
        if (!writer.isClosed()) {
            heartbeat = edge.untilHeartbeat().add(this::beat);
        }
    }

    private void beat() {
        writer.heartbeat();
        nextHeartbeat();
    }

    /** The response is over, or its client gone: the stream goes on without it. */
    public void gone() {
        writer.close();
        stopTimers();
        carried.detach(this);
    }

    /** Another response carries the stream from now on. */
    public void supersede() {
        stopTimers();
        writer.endNow();
        writer.flush();
        if (!writer.isClosed()) {
            answer.exchange().abort();
        }
    }

    /** The client reads too slowly: its connection is cut, and it may come back for the rest. */
    public void cutOff() {
        edge.slowReader(view);
        gone();
        answer.exchange().abort();
    }

    private void stopTimers() {
        cancel(heartbeat);
        cancel(renewal);
    }

    private static void cancel(DelayLine.@Nullable Entry timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
