package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.everything.Gateways;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.client.RemoteBackend;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.spi.Authenticator;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.spi.ModernLimits;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.fake.CannedHttpServer;
import dev.trestle.mcp.testkit.modern.ModernHttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway between clients of one era and a server of the other; who a client is says its header {@code X-User}. */
final class Bridge implements AutoCloseable {

    /** All that a client of 2026-07-28 can be asked. */
    static final String EVERYTHING = ClientKind.MODERN.capabilities();

    private static final Duration LONG = Duration.ofMinutes(5);

    private final OpenEdges edges = new OpenEdges();
    private final McpGateway gateway;
    private final McpEndpoint endpoint;
    private final URI uri;

    private Bridge(BackendFactory backend, Patience patience) throws Exception {
        gateway = Gateways.builder()
                .backend("era", backend)
                .lending(new LendingLimits(8, 100, LONG, patience.opened(), LONG))
                .build();
        McpEndpoint.Builder builder = McpEndpoint.builder(gateway)
                .authenticator(request -> new Authenticator.Outcome.Authenticated(
                        new Principal(request.header("X-User").orElse("ann"), true)))
                .sessionLimits(
                        SessionLimits.builder().askTimeout(patience.forms()).build())
                .modernLimits(patience.limits());
        endpoint = (patience.keys().isEmpty() ? builder : builder.stateKeys(patience.keys())).build();
        uri = edges.serve(gateway, endpoint);
    }

    /**
     * How long users are waited for who are asked, who are to open a link, and who say that they have opened one; and the keys
     * that seal what they hold, none being random ones.
     */
    record Patience(Duration forms, Duration links, Duration opened, String keys) {

        static final Patience USUAL = new Patience(LONG, LONG, LONG, "");

        static Patience withForms(Duration patience) {
            return new Patience(patience, LONG, LONG, "");
        }

        static Patience withOpenedLinks(Duration patience) {
            return new Patience(LONG, LONG, patience, "");
        }

        static Patience withKeys(String keys) {
            return new Patience(LONG, LONG, LONG, keys);
        }

        private ModernLimits limits() {
            ModernLimits usual = ModernLimits.DEFAULT;
            return new ModernLimits(
                    usual.maxParked(),
                    usual.maxParkedPerPrincipal(),
                    forms,
                    links,
                    usual.keepReply(),
                    usual.askGather(),
                    usual.maxAsksPerRound(),
                    usual.maxRounds(),
                    usual.maxListens(),
                    usual.maxListensPerPrincipal(),
                    usual.stateTtl());
        }
    }

    static Bridge to(BackendFactory backend) throws Exception {
        return to(backend, Patience.USUAL);
    }

    static Bridge to(BackendFactory backend, Patience patience) throws Exception {
        return new Bridge(backend, patience);
    }

    static Bridge to(ModernHttpServer server) throws Exception {
        return to(RemoteBackend.url(server.endpoint()).build());
    }

    static Bridge to(CannedHttpServer server) throws Exception {
        return to(RemoteBackend.url(server.endpoint()).era(BackendEra.MODERN).build());
    }

    /** The server of the legacy era behind an edge of Streamable HTTP, which says during which call it asks. */
    static Bridge overHttpTo(BackendFactory server) throws Exception {
        return overHttpTo(server, List.of(), new CopyOnWriteArrayList<>());
    }

    /** The same, remembering what its requests had of some headers, as {@code name=value}. */
    static Bridge overHttpTo(BackendFactory server, List<String> headers, List<String> seen) throws Exception {
        OpenEdges there = new OpenEdges();
        McpGateway remote = Gateways.builder().backend("era", server).build();
        URI url = there.serve(
                remote,
                McpEndpoint.builder(remote)
                        .authenticator(request -> {
                            headers.forEach(
                                    name -> request.header(name).ifPresent(value -> seen.add(name + '=' + value)));
                            return new Authenticator.Outcome.Authenticated(new Principal("gateway", true));
                        })
                        .build());
        Bridge bridge = to(RemoteBackend.url(url).era(BackendEra.LEGACY).build());
        bridge.edges.closeLast(there);
        return bridge;
    }

    ModernHttpClient modern(String capabilities) {
        return ModernHttpClient.of(uri, capabilities);
    }

    /** A client with a session. */
    RawMcpClient legacy(ClientKind kind, String capabilities) {
        RawMcpClient client = RawMcpClient.of(uri);
        client.initialize(kind.version, capabilities).result();
        return client;
    }

    /** One that can be asked all that its version has. */
    RawMcpClient legacy(ClientKind kind) {
        return legacy(kind, kind.capabilities());
    }

    long parked() {
        return Objects.requireNonNull(endpoint.gauges().get("parkedCalls")).getAsLong();
    }

    long running() {
        return Objects.requireNonNull(gateway.gauges().get("calls")).getAsLong();
    }

    @Override
    public void close() throws Exception {
        edges.close();
    }
}
