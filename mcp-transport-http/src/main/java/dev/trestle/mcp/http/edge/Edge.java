package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import java.time.Duration;
import java.util.function.LongSupplier;

/** What all requests of one endpoint share. */
final class Edge {

    private static final Duration COARSEST_TICK = Duration.ofMillis(100);
    private static final Duration FINEST_TICK = Duration.ofMillis(5);

    private final HttpOptions options;
    private final GatewayListener listener;
    private final String defaultBackend;
    private final DelayLine untilEvents;
    private final DelayLine untilHeartbeat;
    private final DelayLine untilBody;
    private final ReplayLogs replays;

    Edge(HttpOptions options, GatewayListener listener, String defaultBackend, LongSupplier nanoTime) {
        this.options = options;
        this.listener = listener;
        this.defaultBackend = defaultBackend;
        this.untilEvents = new DelayLine(options.sseAfter(), nanoTime);
        this.untilHeartbeat = new DelayLine(options.heartbeat(), nanoTime);
        this.untilBody = new DelayLine(options.bodyTimeout(), nanoTime);
        this.replays = new ReplayLogs(options, nanoTime);
    }

    HttpOptions options() {
        return options;
    }

    /** Tells that a stream was cut off because its client reads too slowly. */
    void slowReader(String view) {
        listener.dropped(view.isEmpty() ? defaultBackend : view, DropReason.SLOW_READER);
    }

    /** Until a response without an answer becomes an event stream. */
    DelayLine untilEvents() {
        return untilEvents;
    }

    /** Until a silent event stream gets a comment. */
    DelayLine untilHeartbeat() {
        return untilHeartbeat;
    }

    /** Until a body that is not there is given up. */
    DelayLine untilBody() {
        return untilBody;
    }

    ReplayLogs replays() {
        return replays;
    }

    /** How often to tick: often enough for the shortest delay to be kept within a tenth. */
    Duration interval() {
        Duration shortest = min(min(options.sseAfter(), options.heartbeat()), options.bodyTimeout());
        Duration tenth = shortest.dividedBy(10);
        return tenth.compareTo(FINEST_TICK) < 0 ? FINEST_TICK : min(tenth, COARSEST_TICK);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Does all that is due. */
    void tick() {
        untilEvents.tick();
        untilHeartbeat.tick();
        untilBody.tick();
        replays.tick();
    }
}
