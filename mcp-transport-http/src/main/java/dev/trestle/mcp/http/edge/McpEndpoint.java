package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.era.seal.KeyRing;
import dev.trestle.mcp.era.seal.SealLimits;
import dev.trestle.mcp.era.seal.StateSealer;
import dev.trestle.mcp.era.stateless.ModernClientEra;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.Door;
import dev.trestle.mcp.http.exchange.Edge;
import dev.trestle.mcp.http.exchange.FailureStatus;
import dev.trestle.mcp.http.exchange.HeaderChecks;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.http.mount.HttpExchange;
import dev.trestle.mcp.http.options.CompatibilityOptions;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.sse.SseEndpoint;
import dev.trestle.mcp.http.sse.SseServices;
import dev.trestle.mcp.http.stream.MemoryEvents;
import dev.trestle.mcp.http.stream.ReplayLogs;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.session.McpSession;
import dev.trestle.mcp.spi.Authenticator;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.EventStore;
import dev.trestle.mcp.spi.Gauges;
import dev.trestle.mcp.spi.ModernLimits;
import dev.trestle.mcp.spi.SessionLimits;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway over Streamable HTTP: {@code /mcp} is its default view, {@code /mcp/{backend}} one backend; and the same under
 * {@code /sse} over the transport that it replaced, HTTP with SSE (2024-11-05). Mount it in a servlet
 * container with {@link dev.trestle.mcp.http.servlet.McpServlet}, or in Jetty with
 * {@link dev.trestle.mcp.http.jetty.JettyHandler}.
 *
 * <p>Who comes in is settled in this order, each before the next is looked at: Host and Origin, authentication, path,
 * method, headers, size of the body, the message, the session. Thread-safe; nothing blocks.
 */
public final class McpEndpoint implements Gauges, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(McpEndpoint.class);
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);
    private static final String METHODS = "GET, POST, DELETE";

    private final McpGateway gateway;
    private final Paths paths;
    private final Door door;
    private final Authenticator authenticator;
    private final Edge edge;
    private final Redactor redactor;
    private final MemoryEvents memory;
    private final ReplayLogs replays;
    private final LegacyClientEra era;
    private final ModernClientEra modern;
    private final PostRequests posts;
    private final SessionRequests sessions;
    private final SseEndpoint sse;
    private final PageRequests page;
    private final Future<?> ticker;
    private volatile boolean accepting = true;

    private McpEndpoint(Builder builder) {
        BackendContext context = builder.context();
        redactor = context.redactor();
        gateway = builder.gateway;
        paths = new Paths(builder.path, builder.ssePath);
        door = new Door(builder.options.access(), redactor, builder.nanoTime);
        authenticator = builder.authenticator;
        edge = new Edge(builder.options, context, gateway.defaultView(), builder.nanoTime);
        era = new LegacyClientEra(gateway::view, context, builder.limits, builder.nanoTime);
        KeyRing keys = builder.keys == null ? KeyRing.random() : builder.keys;
        modern = new ModernClientEra(
                gateway::calls,
                context,
                builder.modernLimits,
                new StateSealer(() -> keys, Clock.systemUTC(), SealLimits.DEFAULT),
                Clock.systemUTC());
        memory = new MemoryEvents(builder.options.streams());
        EventStore store = builder.eventStore == null ? memory : builder.eventStore;
        replays = new ReplayLogs(builder.options.streams(), store, builder.nanoTime);
        CompatibilityOptions options = builder.options.compatibility();
        HeaderChecks headers = new HeaderChecks(options.lenientHeaders());
        SessionGate gate = new SessionGate(era, options, this::isOfSse);
        posts = new PostRequests(
                new Replies(edge, replays, headers, new FailureStatus(options)),
                era,
                gate,
                new ModernPosts(edge, modern, this::isAccepting),
                this::isAccepting);
        sessions = new SessionRequests(edge, replays, era, gate);
        sse = new SseEndpoint(new SseServices(
                edge, era, new NamedByHeader(gate, sessions), context, builder.limits, this::isAccepting));
        page = builder.page;
        if (paths.cover(page.path())) {
            throw new IllegalArgumentException("there is MCP at " + page.path() + " already");
        }
        long interval = edge.interval().toNanos();
        ticker = context.scheduler().scheduleWithFixedDelay(this::tick, interval, interval, TimeUnit.NANOSECONDS);
    }

    /**
     * An endpoint at {@code /mcp} with default options, for a listener on a loopback address.
     *
     * @param gateway what it serves; not closed with it
     * @return the endpoint, accepting requests
     */
    public static McpEndpoint of(McpGateway gateway) {
        return builder(gateway).build();
    }

    /**
     * Begins an endpoint.
     *
     * @param gateway what it serves; not closed with it
     * @return a builder with the defaults
     */
    public static Builder builder(McpGateway gateway) {
        return new Builder(gateway);
    }

    /**
     * Where it is mounted.
     *
     * @return the path of the default view
     */
    public String path() {
        return paths.main();
    }

    /**
     * Where the transport HTTP with SSE of 2024-11-05 is mounted.
     *
     * @return the path of the default view; empty if it is not served
     */
    public Optional<String> ssePath() {
        return Optional.ofNullable(paths.sse());
    }

    /**
     * Whether a path is one of this endpoint's, so that nobody else need look at it.
     *
     * @param requested a path without query
     * @return true for {@link #path}, {@link #ssePath} and whatever is below them, and for the page beside them
     */
    public boolean serves(String requested) {
        return paths.cover(requested) || page.isAt(requested);
    }

    /**
     * Handles one exchange: it is answered, now or later. Never blocks, never throws.
     *
     * @param exchange the exchange
     */
    public void handle(HttpExchange exchange) {
        boolean judged = edge.options().sse().sseOriginCheck() || !paths.isSse(exchange.path());
        Answer answer = door.open(exchange, judged);
        if (answer == null) {
            return;
        }
        try {
            admit(exchange, answer);
        } catch (RuntimeException e) {
            answer.broken(e);
        }
    }

    private void admit(HttpExchange exchange, Answer answer) {
        redactor.secrets().sawCredentials(exchange::header);
        Authenticator.Outcome outcome = authenticator.authenticate(new Credentials(exchange));
        if (outcome instanceof Authenticator.Outcome.Authenticated known) {
            route(exchange, answer, known.principal());
        } else if (outcome instanceof Authenticator.Outcome.Unauthenticated unknown) {
            answer.empty(401, Map.of("WWW-Authenticate", unknown.challenge()));
        } else if (outcome instanceof Authenticator.Outcome.Forbidden forbidden) {
            answer.empty(403, Map.of("WWW-Authenticate", forbidden.challenge()));
        } else {
            answer.empty(503, FailureStatus.RETRY_LATER);
        }
    }

    private void route(HttpExchange exchange, Answer answer, Principal principal) {
        if (page.isAt(exchange.path())) {
            page.handle(answer);
            return;
        }
        String view = view(exchange.path());
        if (view == null) {
            answer.error(404, Answer.BAD_REQUEST_CODE, "Not Found: there is no MCP endpoint at this path");
            return;
        }
        Visit visit = new Visit(answer, view, principal);
        if (paths.isSse(exchange.path())) {
            sse.handle(visit);
            return;
        }
        switch (exchange.method()) {
            case "POST" -> posts.handle(visit);
            case "GET" -> listen(visit);
            case "DELETE" -> sessions.delete(visit);
            default -> answer.error(405, Map.of("Allow", METHODS), null, Answer.METHOD_NOT_ALLOWED);
        }
    }

    private boolean isOfSse(McpSession session) {
        return sse.owns(session);
    }

    private void listen(Visit visit) {
        if (accepting) {
            sessions.get(visit);
        } else {
            visit.answer()
                    .error(
                            503,
                            FailureStatus.STOPPING,
                            null,
                            TrestleError.BUSY.error("The gateway is stopping and opens no new streams"));
        }
    }

    /** The view that a path names, "" for the default one, or null if there is none. */
    private @Nullable String view(String requested) {
        String name = paths.name(requested);
        boolean known = name != null && (name.isEmpty() || gateway.view(name).isPresent());
        return known ? name : null;
    }

    private void tick() {
        try {
            edge.tick();
            replays.tick();
        } catch (RuntimeException e) {
            LOG.error("A timer failed", e);
        }
    }

    /**
     * Whether new requests and streams are taken.
     *
     * @return false from {@link #stopAccepting} on
     */
    public boolean isAccepting() {
        return accepting;
    }

    /**
     * Takes no new requests and streams: they are answered 503 with {@code Retry-After}. Running ones go on, and so do the
     * client's notifications and its answers to questions, without which they could not end.
     */
    public void stopAccepting() {
        accepting = false;
        edge.stop();
    }

    @Override
    public Map<String, LongSupplier> gauges() {
        Map<String, LongSupplier> all = new HashMap<>(era.gauges());
        all.putAll(modern.gauges());
        all.put("eventStreams", replays.attached()::get);
        all.put("sseStreams", sse::streams);
        all.put("replayStreams", replays::streams);
        all.put("replayBytes", memory::bytes);
        return Map.copyOf(all);
    }

    /**
     * Takes no new requests, and ends all sessions and with them all streams.
     *
     * @param grace how long backends are given to end by themselves
     * @return completes when all sessions are over, never exceptionally
     */
    public CompletionStage<Void> close(Duration grace) {
        stopAccepting();
        modern.close();
        return era.close(grace).whenComplete((nothing, problem) -> {
            ticker.cancel(false);
            tick();
        });
    }

    /** As {@link #close(Duration)} with 2 s, without waiting. */
    @Override
    public void close() {
        close(CLOSE_GRACE);
    }

    /** A request as the authenticator sees it. */
    private record Credentials(HttpExchange exchange) implements Authenticator.Request {
        @Override
        public String method() {
            return exchange.method();
        }

        @Override
        public String path() {
            return exchange.path();
        }

        @Override
        public Optional<String> query() {
            return Optional.ofNullable(exchange.query());
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(exchange.header(name));
        }

        @Override
        public String remoteAddress() {
            return exchange.remoteAddress();
        }
    }

    /** Builds an endpoint. Not thread-safe. */
    public static final class Builder {
        private final McpGateway gateway;
        private String path = "/mcp";
        private @Nullable String ssePath = "/sse";
        private PageRequests page = new PageRequests("/", null);
        private HttpOptions options = HttpOptions.SPECIFICATION;
        private SessionLimits limits = SessionLimits.DEFAULT;
        private ModernLimits modernLimits = ModernLimits.DEFAULT;
        private @Nullable KeyRing keys;
        private Authenticator authenticator = Authenticator.NONE;
        private @Nullable EventStore eventStore;
        private LongSupplier nanoTime = System::nanoTime;
        private @Nullable ScheduledExecutorService scheduler;

        private BackendContext context() {
            BackendContext lent = gateway.context();
            return scheduler == null
                    ? lent
                    : new BackendContext(
                            lent.name(),
                            lent.callExecutor(),
                            lent.handlerExecutor(),
                            scheduler,
                            lent.listener(),
                            lent.tasks(),
                            lent.redactor(),
                            lent.repliesMayBlock());
        }

        private Builder(McpGateway gateway) {
            this.gateway = Objects.requireNonNull(gateway, "gateway is null");
        }

        /**
         * Where to serve the default view; backends are below it.
         *
         * @param path begins with a slash and does not end with one
         * @return this builder
         * @throws IllegalArgumentException if it is not such a path
         */
        public Builder path(String path) {
            this.path = Paths.check("path", path);
            return this;
        }

        /**
         * Where to serve the default view by the transport that Streamable HTTP replaced, HTTP with SSE of 2024-11-05;
         * backends are below it. {@code /sse} by default. Clients post to this path too, as the first event of a stream
         * tells them: under the path that they asked for the stream at, so that a proxy in front must not change it.
         *
         * @param path begins with a slash and does not end with one; null not to serve it
         * @return this builder
         * @throws IllegalArgumentException if it is not such a path
         */
        public Builder ssePath(@Nullable String path) {
            this.ssePath = path == null ? null : Paths.check("ssePath", path);
            return this;
        }

        /**
         * A page to serve beside MCP; none by default.
         *
         * @param path begins with a slash and does not end with one, and is not below the other paths
         * @param content the page
         * @return this builder
         * @throws IllegalArgumentException if it is not such a path
         */
        public Builder page(String path, TextPage content) {
            this.page = new PageRequests(Paths.check("page", path), Objects.requireNonNull(content, "content is null"));
            return this;
        }

        /**
         * The options of the edge.
         *
         * @param options the options
         * @return this builder
         */
        public Builder options(HttpOptions options) {
            this.options = Objects.requireNonNull(options, "options is null");
            return this;
        }

        /**
         * The bounds of sessions.
         *
         * @param limits the bounds
         * @return this builder
         */
        public Builder sessionLimits(SessionLimits limits) {
            this.limits = Objects.requireNonNull(limits, "limits is null");
            return this;
        }

        /**
         * The bounds of what is kept for clients of 2026-07-28.
         *
         * @param limits the bounds
         * @return this builder
         */
        public Builder modernLimits(ModernLimits limits) {
            this.modernLimits = Objects.requireNonNull(limits, "limits is null");
            return this;
        }

        /**
         * With which keys to seal what clients of 2026-07-28 hold for the gateway while their users are asked; a random one by
         * default, which ends with the endpoint.
         *
         * @param keys lines {@code id:key}, the key being 32 bytes in base64; the first seals, all open
         * @return this builder
         * @throws IllegalArgumentException if they cannot be read; the message does not show them
         */
        public Builder stateKeys(String keys) {
            this.keys = KeyRing.parse(keys);
            return this;
        }

        /**
         * Who settles who makes a request; {@link Authenticator#NONE} by default.
         *
         * @param authenticator asked on every request but preflights
         * @return this builder
         */
        public Builder authenticator(Authenticator authenticator) {
            this.authenticator = Objects.requireNonNull(authenticator, "authenticator is null");
            return this;
        }

        /**
         * Where events are kept for clients that lose their connection; in memory by default, within the bounds
         * {@code replayEvents}, {@code replayBytes} and {@code replayTotal}, which a store of your own replaces by its own.
         *
         * @param store used by this endpoint until it is closed; it is not closed with it, but its logs are
         * @return this builder
         */
        public Builder eventStore(EventStore store) {
            this.eventStore = Objects.requireNonNull(store, "store is null");
            return this;
        }

        /**
         * For tests: when to look at what is due, and what time it is then.
         *
         * @param scheduler runs what is due; not closed with the endpoint
         * @param nanoTime a monotonic clock, in nanoseconds
         * @return this builder
         */
        public Builder time(ScheduledExecutorService scheduler, LongSupplier nanoTime) {
            this.scheduler = scheduler;
            this.nanoTime = nanoTime;
            return this;
        }

        /**
         * Builds the endpoint, which accepts requests from now on.
         *
         * @return the endpoint
         * @throws IllegalArgumentException if an origin or host of the options cannot be read, or one path is below the
         *     other
         */
        public McpEndpoint build() {
            return new McpEndpoint(this);
        }
    }
}
