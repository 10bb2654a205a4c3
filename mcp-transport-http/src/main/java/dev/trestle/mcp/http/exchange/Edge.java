package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.StreamOptions;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What all requests of one endpoint share. */
public final class Edge {

    private static final Duration COARSEST_TICK = Duration.ofMillis(100);
    private static final Duration FINEST_TICK = Duration.ofMillis(5);

    private final HttpOptions options;
    private final GatewayListener listener;
    private final Executor aside;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final String defaultBackend;
    private final DelayLine untilEvents;
    private final DelayLine untilHeartbeat;
    private final DelayLine untilBody;
    private final @Nullable DelayLine untilRenewal;
    private final DelayLine untilMissed;

    /**
     * What all requests of an endpoint share.
     *
     * @param options its options
     * @param context whom to tell what, and who does what takes long and does not block
     * @param defaultBackend the name of the backend behind the default view
     * @param nanoTime a monotonic clock
     */
    public Edge(HttpOptions options, BackendContext context, String defaultBackend, LongSupplier nanoTime) {
        this.options = options;
        this.listener = context.listener();
        this.aside = context.callExecutor();
        this.defaultBackend = defaultBackend;
        this.untilEvents = new DelayLine(options.streams().sseAfter(), nanoTime);
        this.untilHeartbeat = new DelayLine(options.streams().heartbeat(), nanoTime);
        this.untilBody = new DelayLine(options.requests().bodyTimeout(), nanoTime);
        StreamOptions streams = options.streams();
        Duration life = streams.connectionLife();
        this.untilRenewal = life == null ? null : new DelayLine(life, nanoTime);
        // As long as it would take to learn that a client is gone whose connection we had not ended.
        this.untilMissed = new DelayLine(streams.retry().plus(streams.heartbeat()), nanoTime);
    }

    /** The options of the endpoint. */
    public HttpOptions options() {
        return options;
    }

    /** Does what takes long and does not block; once the endpoint stops, whoever asks, for the gateway's threads may be gone. */
    Executor aside() {
        return stopping.get() ? Runnable::run : aside;
    }

    /** Takes nobody else's threads any more. */
    public void stop() {
        stopping.set(true);
    }

    /** Tells that a stream was cut off because its client reads too slowly. */
    public void slowReader(String view) {
        listener.dropped(view, DropReason.SLOW_READER);
    }

    /** The name of the backend behind a view. */
    public String backend(String view) {
        return view.isEmpty() ? defaultBackend : view;
    }

    /** Until a response without an answer becomes an event stream. */
    public DelayLine untilEvents() {
        return untilEvents;
    }

    /** Until a silent event stream gets a comment. */
    public DelayLine untilHeartbeat() {
        return untilHeartbeat;
    }

    /** Until a body that is not there is given up. */
    public DelayLine untilBody() {
        return untilBody;
    }

    /** Until the response of an event stream is ended before the stream; null for never. */
    public @Nullable DelayLine untilRenewal() {
        return untilRenewal;
    }

    /** Until a client that was to come back is taken for gone. */
    public DelayLine untilMissed() {
        return untilMissed;
    }

    /** How often to tick: often enough for the shortest delay to be kept within a tenth. */
    public Duration interval() {
        Duration shortest = min(
                min(options.streams().sseAfter(), options.streams().heartbeat()),
                options.requests().bodyTimeout());
        Duration life = options.streams().connectionLife();
        shortest = life == null ? shortest : min(shortest, life);
        Duration tenth = shortest.dividedBy(10);
        return tenth.compareTo(FINEST_TICK) < 0 ? FINEST_TICK : min(tenth, COARSEST_TICK);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Does all that is due. */
    public void tick() {
        untilEvents.tick();
        untilHeartbeat.tick();
        untilBody.tick();
        untilMissed.tick();
        if (untilRenewal != null) {
            untilRenewal.tick();
        }
    }
}
