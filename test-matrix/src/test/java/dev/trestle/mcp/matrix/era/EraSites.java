package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.everything.Gateways;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.client.RemoteBackend;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.spi.ModernLimits;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.stdio.StdioBackend;
import dev.trestle.mcp.testkit.modern.ModernHttpServer;
import dev.trestle.mcp.testkit.program.EraOfServer;
import dev.trestle.mcp.testkit.program.EraServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * One gateway in front of servers of all kinds, with two endpoints: one for users who answer, and one whose patience ends
 * soon. Clients keep their sessions from scenario to scenario, since many of them have a process.
 */
final class EraSites implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMillis(400);

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final McpGateway gateway;
    private final McpEndpoint patient;
    private final McpEndpoint impatient;
    private final URI patientUri;
    private final URI impatientUri;
    private final Map<BackendKind, Map<ClientKind, EraClient>> patients = new EnumMap<>(BackendKind.class);
    private final Map<BackendKind, Map<ClientKind, EraClient>> impatients = new EnumMap<>(BackendKind.class);

    EraSites() {
        ModernHttpServer modern = ModernHttpServer.started();
        McpGateway remote =
                Gateways.builder().backend("era", new ScriptedBackend()).build();
        McpEndpoint remoteEndpoint = McpEndpoint.of(remote);
        URI remoteUri = serve(remoteEndpoint);
        gateway = Gateways.builder()
                .backend(BackendKind.STDIO_LEGACY.view(), child(EraOfServer.LEGACY))
                .backend(BackendKind.STDIO_MODERN.view(), child(EraOfServer.MODERN))
                .backend(BackendKind.STDIO_DUAL.view(), child(EraOfServer.DUAL))
                .backend(BackendKind.IN_PROCESS.view(), InProcess.server())
                .backend(
                        BackendKind.HTTP_LEGACY.view(),
                        RemoteBackend.url(remoteUri).era(BackendEra.LEGACY).build())
                .backend(
                        BackendKind.HTTP_MODERN.view(),
                        RemoteBackend.url(modern.endpoint()).build())
                .lending(new LendingLimits(
                        2, 100, Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMinutes(5)))
                .build();
        closing.push(remote);
        closing.push(modern);
        closing.push(gateway);
        HttpOptions beating =
                HttpOptions.builder().heartbeat(Duration.ofMillis(100)).build();
        patient = McpEndpoint.builder(gateway).options(beating).build();
        impatient = McpEndpoint.builder(gateway)
                .options(beating)
                .sessionLimits(SessionLimits.builder().askTimeout(PATIENCE).build())
                .modernLimits(impatience())
                .build();
        patientUri = serve(patient);
        impatientUri = serve(impatient);
    }

    private static ModernLimits impatience() {
        ModernLimits usual = ModernLimits.DEFAULT;
        return new ModernLimits(
                usual.maxParked(),
                usual.maxParkedPerPrincipal(),
                PATIENCE,
                PATIENCE,
                usual.keepReply(),
                usual.askGather(),
                usual.maxAsksPerRound(),
                usual.maxRounds(),
                usual.maxListens(),
                usual.maxListensPerPrincipal(),
                Duration.ofSeconds(1));
    }

    private static StdioBackend child(EraOfServer era) {
        return StdioBackend.command(EraServer.command(era)).build();
    }

    private URI serve(McpEndpoint endpoint) {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new JettyHandler(endpoint));
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        closing.push(server::stop);
        closing.push(endpoint);
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/mcp");
    }

    /** Where clients whose users answer find a server. */
    URI uri(BackendKind backend) {
        return URI.create(patientUri + "/" + backend.view());
    }

    /** A client whose user answers; the same every time. */
    EraClient patient(BackendKind backend, ClientKind client) {
        return known(patients, backend, client, true);
    }

    /** A client whose user is out, and who is not waited for long. */
    EraClient impatient(BackendKind backend, ClientKind client) {
        return known(impatients, backend, client, false);
    }

    private EraClient known(
            Map<BackendKind, Map<ClientKind, EraClient>> all, BackendKind backend, ClientKind client, boolean answers) {
        return all.computeIfAbsent(backend, kind -> new EnumMap<>(ClientKind.class))
                .computeIfAbsent(client, kind -> client(backend, kind, answers));
    }

    private EraClient client(BackendKind backend, ClientKind client, boolean answers) {
        URI uri = answers ? uri(backend) : URI.create(impatientUri + "/" + backend.view());
        return client.isModern() ? new ModernClient(uri) : LegacyClient.of(client, uri, answers);
    }

    /** The session of an impatient client is over; the next is another. */
    void forgetImpatient(BackendKind backend, ClientKind client) {
        Objects.requireNonNull(impatients.get(backend)).remove(client);
    }

    /** What a server found wrong with what it was sent, told to each client that has one for itself. */
    Set<String> violations(BackendKind backend) {
        return patients.getOrDefault(backend, Map.of()).values().stream()
                .map(client -> client.call("violations", "{}"))
                .map(Steps::told)
                .flatMap(String::lines)
                .collect(Collectors.toSet());
    }

    /** The sessions of the clients of a backend are needed no more. */
    void leave(BackendKind backend) {
        patients.getOrDefault(backend, Map.of()).values().forEach(EraClient::close);
        impatients.getOrDefault(backend, Map.of()).values().forEach(EraClient::close);
        patients.remove(backend);
        impatients.remove(backend);
    }

    long gauge(String name) {
        return Objects.requireNonNull(patient.gauges().get(name)).getAsLong()
                + Objects.requireNonNull(impatient.gauges().get(name)).getAsLong();
    }

    long calls() {
        return Objects.requireNonNull(gateway.gauges().get("calls")).getAsLong();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : closing) {
            each.close();
        }
    }
}
