package dev.trestle.mcp.standalone;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.edge.TextPage;
import dev.trestle.mcp.standalone.admin.AdminListener;
import dev.trestle.mcp.standalone.cli.Refusal;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.policy.Policies;
import dev.trestle.mcp.telemetry.metrics.Metrics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Serves a gateway over HTTP until the program is told to end. */
final class HttpServing {

    private static final Duration CALLS_END = Duration.ofSeconds(2);
    private static final Duration CHILDREN_END = Duration.ofMillis(4_300);
    private static final Duration LISTENER_ENDS = Duration.ofMillis(4_600);
    private static final Duration ALL_TOLD = Duration.ofMillis(4_750);
    private static final String METRICS = "/metrics";
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final McpGateway gateway;
    private final McpEndpoint endpoint;
    private final HttpListener listener;
    private final Parts parts;
    private final Optional<AdminListener> admin;

    private HttpServing(
            Parts parts,
            McpGateway gateway,
            McpEndpoint endpoint,
            HttpListener listener,
            Optional<AdminListener> admin) {
        this.parts = parts;
        this.gateway = gateway;
        this.endpoint = endpoint;
        this.listener = listener;
        this.admin = admin;
    }

    /** Serves; tells when it is ready, and returns only if the thread is interrupted. */
    static int serve(Launch launch, Consumer<String> tell) {
        GatewaySettings settings = launch.gateway();
        InetAddress address = address(settings);
        Parts parts = Parts.of(launch);
        McpGateway gateway = Wiring.gateway(launch, parts);
        McpEndpoint endpoint = endpoint(gateway, settings, address, parts);
        HttpListener listener = HttpListener.start(
                endpoint,
                Wiring.health(gateway, endpoint::isAccepting, settings),
                address,
                settings.number(GatewayKey.PORT),
                new HttpListener.Bounds(
                        settings.number(GatewayKey.MAX_CONNECTIONS), settings.number(GatewayKey.MAX_HEADERS)));
        parts.observation().metrics().ifPresent(numbers -> numbers.add(gateway).add(endpoint));
        Optional<AdminListener> admin = Wiring.admin(parts, gateway, endpoint::isAccepting, launch);
        HttpServing serving = new HttpServing(parts, gateway, endpoint, listener, admin);
        Shutdown.install(serving::drain);
        openness(settings, address).forEach(tell);
        serving.readyLines(settings).forEach(tell);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    /** Finds the mistakes that only the parts themselves can tell; opens no port and starts no process. */
    static void rehearse(Launch launch) {
        try (Parts parts = Parts.of(launch);
                McpGateway gateway = Wiring.gateway(launch, parts)) {
            endpoint(gateway, launch.gateway(), address(launch.gateway()), parts)
                    .close();
            AdminListener.judge(launch.gateway().text(GatewayKey.ADMIN_TOKEN_FILE));
        }
    }

    private static McpEndpoint endpoint(
            McpGateway gateway, GatewaySettings settings, InetAddress address, Parts parts) {
        try {
            McpEndpoint.Builder builder = McpEndpoint.builder(gateway);
            if (settings.flag(GatewayKey.METRICS)) {
                parts.observation()
                        .metrics()
                        .ifPresent(numbers -> builder.page(METRICS, accept -> page(numbers, accept)));
            }
            Wiring.stateKeys(settings, System.getenv()).ifPresent(builder::stateKeys);
            Policies.keys(settings).ifPresent(keys -> {
                builder.authenticator(keys);
                parts.reloads().add("apiKeys", keys::reload);
            });
            return builder.modernLimits(Wiring.stateless(settings))
                    .options(Wiring.http(settings, address.isLoopbackAddress()))
                    .ssePath(Wiring.ssePath(settings))
                    .sessionLimits(Wiring.sessions(settings))
                    .build();
        } catch (IllegalArgumentException wrong) {
            throw new Refusal("gateway: " + wrong.getMessage());
        }
    }

    private static TextPage.Content page(Metrics numbers, String accept) {
        Metrics.Page page = numbers.page(accept);
        return new TextPage.Content(page.type(), page.text());
    }

    private static InetAddress address(GatewaySettings settings) {
        String host = settings.text(GatewayKey.HOST).orElseThrow();
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new Refusal("\"" + host + "\" is no address of this machine; correct --host or gateway.host");
        }
    }

    /** What whoever opens the gateway to a network should know. */
    private static List<String> openness(GatewaySettings settings, InetAddress address) {
        if (address.isLoopbackAddress() || settings.texts(GatewayKey.ORIGINS).isPresent()) {
            return List.of();
        }
        String known = settings.text(GatewayKey.AUTH_API_KEYS).isPresent()
                ? "listening beyond this machine"
                : "listening beyond this machine, and everybody is let in; gateway.auth.apiKeys asks for keys";
        return List.of(
                known + "; web pages are refused until gateway.origins lists theirs, and gateway.hosts can bound the"
                        + " names that are served");
    }

    /** The first is for scripts to wait for: its form does not change, not even for a single backend. */
    private List<String> readyLines(GatewaySettings settings) {
        String host = settings.text(GatewayKey.HOST).orElseThrow();
        String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + listener.port() + "/mcp";
        List<String> backends = gateway.backends();
        List<String> lines = new ArrayList<>();
        lines.add("ready " + url + " (" + backends.size() + " backends)");
        if (backends.size() > 1) {
            backends.forEach(name -> lines.add(name + " " + url + "/" + name));
        }
        admin.map(AdminListener::readyLine).ifPresent(lines::add);
        return lines;
    }

    /** Nothing new at once, running calls until 2 s; then the children's ladder: stdin closed, TERM at 3 s, KILL at 4 s. */
    private void drain(Shutdown.Clock clock) {
        admin.ifPresent(AdminListener::close);
        // First it is said: who is refused a connection must not hear on another one that all is well.
        endpoint.stopAccepting();
        listener.stopAccepting();
        LongSupplier calls = Objects.requireNonNull(gateway.gauges().get("calls"), "the gateway counts its calls");
        while (calls.getAsLong() > 0 && !clock.until(CALLS_END).isZero()) {
            clock.pause(LOOK_AGAIN);
        }
        clock.await(endpoint.close(CALLS_END), CHILDREN_END);
        parts.builtIns().close();
        clock.await(gateway.close(Duration.ZERO), CHILDREN_END);
        listener.stop(clock.until(LISTENER_ENDS));
        parts.observation().close(clock.until(ALL_TOLD));
    }
}
