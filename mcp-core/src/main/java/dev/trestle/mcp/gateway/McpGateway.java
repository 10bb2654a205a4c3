package dev.trestle.mcp.gateway;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.era.lending.StatelessCalls;
import dev.trestle.mcp.era.task.OwnedTasks;
import dev.trestle.mcp.health.Health;
import dev.trestle.mcp.health.HealthCheck;
import dev.trestle.mcp.health.WatchedBackend;
import dev.trestle.mcp.interceptor.Capacity;
import dev.trestle.mcp.interceptor.ClearNames;
import dev.trestle.mcp.interceptor.Deadline;
import dev.trestle.mcp.interceptor.NeverThrow;
import dev.trestle.mcp.interceptor.Telemetry;
import dev.trestle.mcp.interceptor.redact.Redaction;
import dev.trestle.mcp.redact.RedactionOptions;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.routing.BackendPool;
import dev.trestle.mcp.routing.MessageRouter;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.GatewayListener;
import dev.trestle.mcp.spi.Gauges;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Backends, and what happens around every call to them. A gateway knows no transport: an edge, such as an HTTP endpoint or
 * the stdio front, brings clients to its {@linkplain #view views}. It is itself one {@link McpBackend}. Thread-safe.
 *
 * <p>A gateway owns threads; {@link #close(Duration)} it when done.
 */
public final class McpGateway implements McpBackend, Gauges, AutoCloseable {

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    private final GatewayThreads threads;
    private final GatewayListener listener;
    private final Map<String, WatchedBackend> backends;
    private final Map<String, BackendPool> pools;
    private final Map<String, StatelessCalls> stateless;
    private final String defaultView;
    private final Redactor redactor;
    private final Redaction redaction;
    private final Pipeline interceptors;
    private final McpBackend pipeline;
    private final Map<String, McpBackend> views = new LinkedHashMap<>();
    private final AtomicInteger running = new AtomicInteger();

    private McpGateway(Builder builder) {
        threads = new GatewayThreads(builder.maxBlockingHandlers, builder.blockingQueue);
        defaultView = builder.defaultView.isEmpty()
                ? builder.backends.keySet().iterator().next()
                : builder.defaultView;
        listener = new GuardedListener(List.copyOf(builder.listeners), defaultView);
        redactor = builder.redaction.redactor();
        redaction = new Redaction(builder.redaction);
        interceptors = builder.pipeline(threads, listener, redaction);
        pools = new LinkedHashMap<>();
        stateless = new LinkedHashMap<>();
        backends = new LinkedHashMap<>();
        builder.backends.forEach((name, backend) -> {
            WatchedBackend factory = builder.watched(backend);
            backends.put(name, factory);
            BackendContext context = context(name, builder.tasks.getOrDefault(name, TaskOptions.OFF));
            pools.put(name, new BackendPool(factory, context));
            stateless.put(name, new StatelessCalls(factory, context, builder.lending));
        });
        interceptors.attach(new InterceptorContext(
                new StrictJsonDecoder(),
                new SliceEditor(),
                threads.calls(),
                threads.handlers(),
                threads.scheduler(),
                listener,
                builder.requestTimeout,
                redactor));
        pipeline = interceptors.around(
                new OwnedTasks(
                        new MessageRouter(pools, stateless), view -> builder.tasks.getOrDefault(view, TaskOptions.OFF)),
                threads.handlers());
        pools.keySet().forEach(name -> views.put(name, inView(name)));
    }

    /**
     * Begins a gateway.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        running.incrementAndGet();
        CompletionStage<McpReply> stage = pipeline.call(call, observer);
        McpReply ready = McpReply.ifReady(stage);
        if (ready != null) {
            ended(call, ready);
            return stage;
        }
        return stage.whenComplete((reply, problem) -> ended(call, reply));
    }

    private void ended(McpCall call, @Nullable McpReply reply) {
        running.decrementAndGet();
        TrestleError reason = reply == null ? null : reply.reason();
        WatchedBackend backend = reason == null ? null : backends.get(call.view());
        if (backend != null) {
            backend.failed(reason);
        }
    }

    /**
     * How the backends are, by name: up or down by what was last seen of each, unknown until it is used. A backend that failed is
     * opened once more to see, when somebody asks.
     *
     * @return unmodifiable, in the order in which they were added
     */
    public Map<String, HealthCheck> health() {
        return Collections.unmodifiableMap(backends);
    }

    /**
     * One backend as clients see it: sessions that are opened with it call through the whole pipeline.
     *
     * @param name a backend's name, or empty for the default view
     * @return empty if there is no such backend
     */
    public Optional<BackendFactory> view(String name) {
        String backend = name.isEmpty() ? defaultView : name;
        BackendPool pool = pools.get(backend);
        McpBackend calls = views.get(backend);
        return pool == null || calls == null
                ? Optional.empty()
                : Optional.of(peer -> redaction
                        .redact(pool.open(interceptors.around(peer, backend)))
                        .thenApply(session -> new GatewaySession(session, calls, redaction)));
    }

    /**
     * One backend for calls that belong to no client session (2026-07-28), behind the whole pipeline.
     *
     * @param name a backend's name, or empty for the default view
     * @return empty if there is no such backend
     */
    public Optional<McpBackend> calls(String name) {
        String backend = name.isEmpty() ? defaultView : name;
        return Optional.ofNullable(views.get(backend));
    }

    private McpBackend inView(String backend) {
        return (call, observer) -> call(call.view().equals(backend) ? call : call.withView(backend), observer);
    }

    /**
     * The backends' names.
     *
     * @return in the order in which they were added
     */
    public List<String> backends() {
        return List.copyOf(pools.keySet());
    }

    /**
     * The backend behind the default view.
     *
     * @return its name
     */
    public String defaultView() {
        return defaultView;
    }

    /**
     * What the gateway lends to its edges.
     *
     * @return its executors, scheduler and listener
     */
    public BackendContext context() {
        return context("gateway", TaskOptions.OFF);
    }

    private BackendContext context(String name, TaskOptions tasks) {
        return threads.lentTo(name, listener, tasks, redactor, interceptors.blocks());
    }

    /**
     * {@code calls} that are running, {@code backendSessions} that are open, and {@code statelessBackends}: servers and
     * sessions that are open for clients without sessions.
     */
    @Override
    public Map<String, LongSupplier> gauges() {
        return Map.of(
                "calls",
                running::get,
                "backendSessions",
                () -> pools.values().stream().mapToLong(BackendPool::size).sum(),
                "statelessBackends",
                () -> stateless.values().stream()
                        .mapToLong(StatelessCalls::size)
                        .sum());
    }

    /**
     * Closes all backend sessions, then stops the threads. Close the edges first. Idempotent; returns at once.
     *
     * @param grace how long backends are given to end by themselves
     * @return completes when nothing is left
     */
    public CompletionStage<Void> close(Duration grace) {
        Stream<CompletionStage<Void>> closing = Stream.concat(
                pools.values().stream().map(pool -> pool.close(grace)),
                stateless.values().stream().map(calls -> calls.close(grace)));
        return CompletableFuture.allOf(
                        closing.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new))
                .whenComplete((done, problem) -> {
                    interceptors.close();
                    threads.stop();
                });
    }

    /** Closes with a grace of 5 s and waits for it, for twice as long at most. */
    @Override
    public void close() {
        close(CLOSE_GRACE)
                .toCompletableFuture()
                .completeOnTimeout(null, 2 * CLOSE_GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Collects the parts of a gateway. Not thread-safe. */
    public static final class Builder {

        private final Map<String, BackendFactory> backends = new LinkedHashMap<>();
        private final Pipeline added = new Pipeline();
        private String defaultView = "";
        private Duration requestTimeout = Duration.ofSeconds(30);
        private Duration requestCap = Duration.ofMinutes(30);
        private int maxInFlightTotal = 10_000;
        private int maxInFlightPerBackend = 1_024;
        private int maxBlockingHandlers = 256;
        private int blockingQueue = 1024;
        private final Map<String, TaskOptions> tasks = new LinkedHashMap<>();
        private LendingLimits lending = LendingLimits.DEFAULT;
        private Duration healthInterval = Duration.ofSeconds(5);
        private boolean healthAtStart;
        private final List<GatewayListener> listeners = new ArrayList<>();
        private RedactionOptions redaction = RedactionOptions.standard();

        private Builder() {}

        /**
         * Adds a backend. The first is the default view unless {@link #defaultView} names another.
         *
         * @param name letters, digits, {@code _}, {@code .} and {@code -}; it is part of URLs
         * @param factory opens sessions with it
         * @return this builder
         * @throws IllegalArgumentException if the name is taken or has other characters
         */
        public Builder backend(String name, BackendFactory factory) {
            if (!name.matches("[A-Za-z0-9_.-]{1,64}")) {
                throw new IllegalArgumentException(
                        "a backend's name has 1 to 64 of the characters A-Z a-z 0-9 _ . - but not '" + name + "'");
            }
            if (backends.putIfAbsent(name, factory) != null) {
                throw new IllegalArgumentException("there is a backend '" + name + "' already");
            }
            return this;
        }

        /**
         * Says which backend is behind the default view.
         *
         * @param name a backend's name
         * @return this builder
         */
        public Builder defaultView(String name) {
            defaultView = name;
            return this;
        }

        /**
         * How long a backend may be silent during a call; 30 s by default.
         *
         * @param silence a positive duration
         * @return this builder
         */
        public Builder requestTimeout(Duration silence) {
            requestTimeout = positive(silence, "requestTimeout");
            return this;
        }

        /**
         * How long a call may take in all; 30 min by default.
         *
         * @param total a positive duration
         * @return this builder
         */
        public Builder requestCap(Duration total) {
            requestCap = positive(total, "requestCap");
            return this;
        }

        /**
         * How many calls may run at once, in all and of one backend; 10,000 and 1,024 by default. More are refused as
         * {@code busy}.
         *
         * @param total at least 1
         * @param perBackend at least 1
         * @return this builder
         */
        public Builder maxInFlight(int total, int perBackend) {
            if (total < 1 || perBackend < 1) {
                throw new IllegalArgumentException("maxInFlight must be positive, not " + total + " and " + perBackend);
            }
            maxInFlightTotal = total;
            maxInFlightPerBackend = perBackend;
            return this;
        }

        /**
         * The bounds of sessions that are opened with legacy servers for clients of 2026-07-28, which have none.
         *
         * @param limits the bounds
         * @return this builder
         */
        public Builder lending(LendingLimits limits) {
            lending = limits;
            return this;
        }

        /**
         * What becomes of tools of a backend that run as tasks only, for clients that do not know its tasks. By default such a
         * call is refused.
         *
         * @param backend the backend's name
         * @param options whether they are awaited, and how
         * @return this builder
         */
        public Builder tasks(String backend, TaskOptions options) {
            tasks.put(backend, options);
            return this;
        }

        /**
         * How many handlers and interceptors may block at once, and how many more may wait for that; 256 and 1,024 by
         * default. On a JVM with virtual threads both together run at once.
         *
         * @param threads at least 1
         * @param waiting at least 0
         * @return this builder
         */
        public Builder maxBlockingHandlers(int threads, int waiting) {
            if (threads < 1 || waiting < 0) {
                throw new IllegalArgumentException("maxBlockingHandlers needs at least one thread");
            }
            maxBlockingHandlers = threads;
            blockingQueue = waiting;
            return this;
        }

        /**
         * Adds an interceptor at {@link Place#OUTER}, after those added before.
         *
         * @param interceptor the interceptor
         * @return this builder
         */
        public Builder interceptor(CallInterceptor interceptor) {
            return at(Place.OUTER, interceptor);
        }

        /**
         * Adds an interceptor at a place of the pipeline. BACKSTOP, TELEMETRY, NAMES, CAPACITY and DEADLINE are taken by the gateway; one
         * at REDACTION replaces the gateway's own, but for sessions that cannot be opened.
         *
         * @param place the place; OUTER and INNER take several interceptors, the others one
         * @param interceptor the interceptor
         * @return this builder
         * @throws IllegalArgumentException if the place is taken
         */
        public Builder at(Place place, CallInterceptor interceptor) {
            if (place.compareTo(Place.DEADLINE) <= 0) {
                throw new IllegalArgumentException("the gateway itself is at " + place);
            }
            added.add(place, interceptor);
            return this;
        }

        /**
         * Says what is redacted; by default what is logged and the errors that clients are told, by names and patterns.
         *
         * @param options what, and by whom
         * @return this builder
         */
        public Builder redaction(RedactionOptions options) {
            redaction = options;
            return this;
        }

        /**
         * Adds somebody who hears what happens, after those added before.
         *
         * @param hears the listener
         * @return this builder
         */
        public Builder listener(GatewayListener hears) {
            listeners.add(hears);
            return this;
        }

        /**
         * How often at most a backend that failed is tried again when somebody asks how it is, and whether one that was never
         * used is tried then too; 5 s and false by default.
         *
         * @param interval a positive duration
         * @param atStart whether the first to ask starts backends that nobody has used
         * @return this builder
         */
        public Builder health(Duration interval, boolean atStart) {
            healthInterval = positive(interval, "healthInterval");
            healthAtStart = atStart;
            return this;
        }

        private WatchedBackend watched(BackendFactory backend) {
            Health first = healthAtStart ? Health.down("not_tried") : Health.UNKNOWN;
            return new WatchedBackend(backend, first, healthInterval, System::nanoTime);
        }

        private Pipeline pipeline(GatewayThreads threads, GatewayListener hears, Redaction redaction) {
            added.add(
                    Place.BACKSTOP,
                    new NeverThrow(redaction::told)); // nothing thrown below reaches the client as it is
            added.add(Place.TELEMETRY, new Telemetry(hears, System::nanoTime)); // must see refusals too
            added.add(Place.NAMES, new ClearNames()); // or a policy could be passed by a name that is none
            added.add(
                    Place.CAPACITY, // before anything is spent on the call
                    new Capacity(maxInFlightTotal, maxInFlightPerBackend, backends.keySet()));
            added.add(
                    Place.DEADLINE, // timeout and cancellation for everything below
                    new Deadline(requestTimeout, requestCap, threads.scheduler(), threads.calls(), System::nanoTime));
            if (added.isFree(Place.REDACTION)) {
                added.add(Place.REDACTION, redaction); // nothing above may see or keep a secret
            }
            return added;
        }

        /**
         * Makes the gateway and starts its threads. A builder makes one gateway.
         *
         * @return the gateway
         * @throws IllegalStateException if it has no backend, or none of a name that was given for one
         */
        public McpGateway build() {
            if (backends.isEmpty()) {
                throw new IllegalStateException("a gateway needs at least one backend");
            }
            if (!defaultView.isEmpty() && !backends.containsKey(defaultView)) {
                throw new IllegalStateException(
                        "defaultView is '" + defaultView + "', which is none of " + backends.keySet());
            }
            if (!backends.keySet().containsAll(tasks.keySet())) {
                throw new IllegalStateException("tasks were set for one that is none of " + backends.keySet());
            }
            return new McpGateway(this);
        }

        private static Duration positive(Duration value, String name) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be positive, not " + value);
            }
            return value;
        }
    }
}
