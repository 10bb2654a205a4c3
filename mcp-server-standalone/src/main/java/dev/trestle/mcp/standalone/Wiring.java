package dev.trestle.mcp.standalone;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.health.HealthCheck;
import dev.trestle.mcp.health.Readiness;
import dev.trestle.mcp.http.client.RemoteBackend;
import dev.trestle.mcp.http.client.RemoteTransport;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.HttpOptionsBuilder;
import dev.trestle.mcp.http.options.SseOptions.Connections;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.spi.ModernLimits;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.spi.TaskOptions;
import dev.trestle.mcp.standalone.admin.AdminListener;
import dev.trestle.mcp.standalone.admin.Controls;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.config.ServerSettings;
import dev.trestle.mcp.stdio.ChildLimit;
import dev.trestle.mcp.stdio.StdioBackend;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Gives every setting to the part that keeps to it. */
final class Wiring {

    private Wiring() {}

    /** The gateway with all backends of the plan, and what is put around it; its threads run, no process does. */
    static McpGateway gateway(Launch launch, Parts parts) {
        McpGateway.Builder builder = builder(launch);
        parts.policies().apply(builder);
        parts.observation().listeners().forEach(builder::listener);
        parts.observation().interceptors().forEach(interceptor -> builder.at(Place.INNER, interceptor));
        parts.builtIns().addTo(builder, parts.reloads());
        McpGateway gateway = builder.build();
        parts.builtIns().attach(gateway);
        return gateway;
    }

    private static McpGateway.Builder builder(Launch launch) {
        GatewaySettings settings = launch.gateway();
        McpGateway.Builder builder = McpGateway.builder()
                .requestTimeout(settings.duration(GatewayKey.REQUEST_TIMEOUT))
                .requestCap(settings.duration(GatewayKey.REQUEST_CAP))
                .lending(lending(settings))
                .health(settings.duration(GatewayKey.HEALTH_INTERVAL), settings.flag(GatewayKey.HEALTH_AT_START))
                .redaction(launch.redaction())
                .maxInFlight(
                        settings.number(GatewayKey.MAX_IN_FLIGHT_TOTAL),
                        settings.number(GatewayKey.MAX_IN_FLIGHT_PER_BACKEND))
                .maxBlockingHandlers(
                        settings.number(GatewayKey.MAX_BLOCKING_HANDLERS),
                        settings.number(GatewayKey.MAX_WAITING_HANDLERS));
        settings.text(GatewayKey.DEFAULT_VIEW).ifPresent(builder::defaultView);
        ChildLimit children = ChildLimit.of(settings.number(GatewayKey.MAX_CHILDREN));
        if (launch.demo()) {
            builder.backend("demo", DemoServer.create());
            builder.backend("demo-stdio", backend(DemoCommand.settings("demo-stdio"), settings, children));
        }
        launch.servers()
                .forEach(server -> builder.backend(
                                server.name(),
                                server instanceof ServerSettings.Program program
                                        ? backend(program, settings, children)
                                        : remote((ServerSettings.Remote) server, settings))
                        .tasks(server.name(), tasks(server, settings)));
        return builder;
    }

    /** What tells how the program is. */
    static HealthHandler health(McpGateway gateway, BooleanSupplier accepting, GatewaySettings settings) {
        Map<String, HealthCheck> checks = new LinkedHashMap<>();
        gateway.health().forEach((name, check) -> checks.put("backend:" + name, check));
        return new HealthHandler(
                accepting,
                new Readiness(checks, settings.duration(GatewayKey.HEALTH_PATIENCE)),
                settings.flag(GatewayKey.HEALTH_COMPONENTS));
    }

    /** Where operators look after it, if they want to. */
    static Optional<AdminListener> admin(Parts parts, McpGateway gateway, BooleanSupplier accepting, Launch launch) {
        GatewaySettings settings = launch.gateway();
        Controls controls = new Controls(
                parts.policies().desk(),
                parts.policies().rateLimit(),
                parts.reloads(),
                parts.observation().metrics(),
                parts.observation()::remember,
                launch.redaction().redactor());
        return settings.numberIfAny(GatewayKey.ADMIN_PORT)
                .map(port -> AdminListener.start(
                        port,
                        settings.text(GatewayKey.ADMIN_TOKEN_FILE),
                        controls,
                        health(gateway, accepting, settings)));
    }

    /** A backend at a URL. */
    static RemoteBackend remote(ServerSettings.Remote server, GatewaySettings settings) {
        RemoteBackend.Builder builder = RemoteBackend.url(server.url())
                .headers(server.headers())
                .transport(
                        switch (server.type()) {
                            case "sse" -> RemoteTransport.SSE;
                            case "streamable-http" -> RemoteTransport.STREAMABLE;
                            default -> RemoteTransport.AUTO;
                        })
                .connectTimeout(settings.duration(GatewayKey.REMOTE_CONNECT_TIMEOUT))
                .idleTimeout(settings.duration(GatewayKey.REMOTE_IDLE_TIMEOUT))
                .acceptTimeout(settings.duration(GatewayKey.REMOTE_ACCEPT_TIMEOUT))
                .maxMessage(settings.number(GatewayKey.REMOTE_MAX_MESSAGE))
                .sendQueue(settings.number(GatewayKey.REMOTE_SEND_QUEUE))
                .maxConnections(settings.number(GatewayKey.REMOTE_MAX_CONNECTIONS))
                .breaker(
                        settings.number(GatewayKey.REMOTE_BREAKER_FAILURES),
                        settings.duration(GatewayKey.REMOTE_BREAKER_WINDOW),
                        settings.duration(GatewayKey.REMOTE_BREAKER_PAUSE))
                .startTimeout(settings.duration(GatewayKey.START_TIMEOUT))
                .probeTimeout(settings.duration(GatewayKey.PROBE_TIMEOUT))
                .era(era(server))
                .maxPending(settings.number(GatewayKey.MAX_PENDING))
                .maxQuestions(settings.number(GatewayKey.MAX_QUESTIONS));
        try {
            settings.text(GatewayKey.REMOTE_PROXY).map(URI::create).ifPresent(builder::proxy);
            settings.text(GatewayKey.REMOTE_TRUST).map(Path::of).ifPresent(builder::trust);
            return builder.build();
        } catch (IllegalArgumentException wrong) {
            throw new Refusal("server " + server.name() + ": " + wrong.getMessage());
        }
    }

    /** A backend that is a program. */
    static StdioBackend backend(ServerSettings.Program server, GatewaySettings settings, ChildLimit children) {
        StdioBackend.Builder builder = StdioBackend.command(server.command())
                .env(server.environment())
                .maxLine(settings.number(GatewayKey.MAX_LINE))
                .stdinQueue(settings.number(GatewayKey.STDIN_QUEUE))
                .startTimeout(settings.duration(GatewayKey.START_TIMEOUT))
                .probeTimeout(settings.duration(GatewayKey.PROBE_TIMEOUT))
                .era(era(server))
                .maxPending(settings.number(GatewayKey.MAX_PENDING))
                .maxQuestions(settings.number(GatewayKey.MAX_QUESTIONS))
                .children(children);
        if (server.folder() != null) {
            builder.cwd(server.folder());
        }
        return builder.build();
    }

    private static BackendEra era(ServerSettings server) {
        return BackendEra.valueOf(server.era().toUpperCase(Locale.ROOT));
    }

    /** What becomes of tasks. */
    static TaskOptions tasks(ServerSettings server, GatewaySettings settings) {
        return new TaskOptions(
                server.traits().awaitTasks(),
                server.traits().mapTasks(),
                settings.duration(GatewayKey.TASK_POLL_INTERVAL),
                settings.duration(GatewayKey.TASK_TTL),
                settings.number(GatewayKey.MAX_TASKS));
    }

    /** The bounds of sessions that are lent to clients of 2026-07-28. */
    static LendingLimits lending(GatewaySettings settings) {
        return new LendingLimits(
                settings.number(GatewayKey.POOL_SIZE),
                settings.number(GatewayKey.MAX_LENT),
                settings.duration(GatewayKey.LEASE_WAIT),
                settings.duration(GatewayKey.LINK_WAIT),
                settings.duration(GatewayKey.SESSION_IDLE));
    }

    /** The bounds of what is kept for clients of 2026-07-28. */
    static ModernLimits stateless(GatewaySettings settings) {
        return new ModernLimits(
                settings.number(GatewayKey.MAX_PARKED),
                settings.number(GatewayKey.MAX_PARKED_PER_PRINCIPAL),
                settings.duration(GatewayKey.PARK_TTL),
                settings.duration(GatewayKey.URL_PARK_TTL),
                settings.duration(GatewayKey.KEEP_REPLY),
                settings.duration(GatewayKey.ASK_GATHER),
                settings.number(GatewayKey.MAX_ASKS_PER_ROUND),
                settings.number(GatewayKey.MAX_ROUNDS),
                settings.number(GatewayKey.MAX_LISTENS),
                settings.number(GatewayKey.MAX_LISTENS_PER_PRINCIPAL),
                settings.duration(GatewayKey.STATE_TTL));
    }

    /** The keys that seal what clients hold; empty for a random one. */
    static Optional<String> stateKeys(GatewaySettings settings, Map<String, String> environment) {
        String lines = environment
                .getOrDefault("TRESTLE_STATE_KEYS", "")
                .replace(',', '\n')
                .trim();
        if (!lines.isEmpty()) {
            return Optional.of(lines);
        }
        return settings.text(GatewayKey.STATE_KEYS).map(file -> {
            try {
                return Files.readString(Path.of(file));
            } catch (IOException | InvalidPathException e) {
                throw new Refusal("gateway.stateKeys: the file cannot be read");
            }
        });
    }

    /** The options of the HTTP edge. */
    static HttpOptions http(GatewaySettings settings, boolean loopback) {
        HttpOptionsBuilder options =
                settings.text(GatewayKey.PROFILE).orElseThrow().equals("phase1")
                        ? HttpOptions.PHASE1.toBuilder()
                        : HttpOptions.SPECIFICATION.toBuilder();
        Compatibility.apply(settings, options);
        return options.loopback(loopback)
                .origins(settings.texts(GatewayKey.ORIGINS).orElse(null))
                .hosts(settings.texts(GatewayKey.HOSTS).orElse(null))
                .corsAnyOrigin(settings.flag(GatewayKey.CORS_ANY_ORIGIN))
                .exposedHeaders(settings.texts(GatewayKey.CORS_EXPOSED_HEADERS).orElseThrow())
                .maxBody(settings.number(GatewayKey.MAX_BODY))
                .maxNesting(settings.number(GatewayKey.MAX_NESTING))
                .maxBatch(settings.number(GatewayKey.MAX_BATCH))
                .bodyTimeout(settings.duration(GatewayKey.BODY_TIMEOUT))
                .connections(connections(settings))
                .maxConnections(settings.number(GatewayKey.SSE_MAX_CONNECTIONS))
                .sseAfter(settings.duration(GatewayKey.SSE_AFTER))
                .heartbeat(settings.duration(GatewayKey.HEARTBEAT))
                .retry(settings.duration(GatewayKey.RETRY))
                .connectionLife(
                        settings.durationIfAny(GatewayKey.CONNECTION_LIFE).orElse(null))
                .streamQueue(settings.number(GatewayKey.STREAM_QUEUE))
                .replayEvents(settings.number(GatewayKey.REPLAY_EVENTS))
                .replayBytes(settings.number(GatewayKey.REPLAY_BYTES))
                .replayAge(settings.duration(GatewayKey.REPLAY_AGE))
                .replayTotal(settings.number(GatewayKey.REPLAY_TOTAL))
                .build();
    }

    private static Connections connections(GatewaySettings settings) {
        String word = settings.text(GatewayKey.SSE_CONNECTIONS).orElseThrow();
        return Connections.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Where HTTP with SSE is served. */
    static String ssePath(GatewaySettings settings) {
        String path = settings.text(GatewayKey.SSE_PATH).orElseThrow();
        if (HealthHandler.PATHS.contains(path)) {
            throw new IllegalArgumentException("sse.path must not be " + path + ", which tells how the gateway is");
        }
        return path;
    }

    /** The bounds of sessions. */
    static SessionLimits sessions(GatewaySettings settings) {
        return SessionLimits.builder()
                .maxSessions(settings.number(GatewayKey.MAX_SESSIONS))
                .maxSessionsPerPrincipal(settings.number(GatewayKey.MAX_SESSIONS_PER_PRINCIPAL))
                .maxSessionsPerAddress(settings.number(GatewayKey.MAX_SESSIONS_PER_ADDRESS))
                .maxInFlight(settings.number(GatewayKey.MAX_IN_FLIGHT))
                .maxStreams(settings.number(GatewayKey.MAX_STREAMS))
                .idleTimeout(settings.duration(GatewayKey.SESSION_IDLE_TIMEOUT))
                .sweepInterval(settings.duration(GatewayKey.SWEEP_INTERVAL))
                .outboxMessages(settings.number(GatewayKey.OUTBOX_MESSAGES))
                .outboxBytes(settings.number(GatewayKey.OUTBOX_BYTES))
                .outboxAge(settings.duration(GatewayKey.OUTBOX_AGE))
                .askTimeout(settings.duration(GatewayKey.ASK_TIMEOUT))
                .build();
    }
}
