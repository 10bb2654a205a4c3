package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.everything.Gateways;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.Authenticator;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.TaskOptions;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A gateway in front of a server with tasks. Who calls is said by the header {@code X-User}. */
final class TaskSite implements AutoCloseable {

    private final TaskBackend backend;
    private final McpGateway gateway;
    private final McpEndpoint endpoint;
    private final Server server = new Server();
    private final URI uri;

    TaskSite(BackendEra era, TaskOptions options) throws Exception {
        this(era, options, builder -> builder);
    }

    TaskSite(BackendEra era, TaskOptions options, UnaryOperator<McpGateway.Builder> more) throws Exception {
        backend = new TaskBackend(era);
        gateway = more.apply(Gateways.builder().backend("tasks", backend).tasks("tasks", options))
                .build();
        endpoint = McpEndpoint.builder(gateway)
                .options(HttpOptions.builder().heartbeat(Duration.ofMillis(100)).build())
                .authenticator(request -> new Authenticator.Outcome.Authenticated(
                        new Principal(request.header("X-User").orElse("ann"), true)))
                .build();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new JettyHandler(endpoint));
        server.start();
        uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/mcp");
    }

    TaskTools tools() {
        return backend.tools();
    }

    TaskBackend backend() {
        return backend;
    }

    /** How many sessions are open for clients that have none. */
    long lent() {
        return Objects.requireNonNull(gateway.gauges().get("statelessBackends")).getAsLong();
    }

    URI uri() {
        return uri;
    }

    /** A legacy client that is initialized, and whose user is Ada. */
    RawMcpClient legacy(ClientKind kind) {
        return legacy(kind, kind.capabilities());
    }

    RawMcpClient legacy(ClientKind kind, String capabilities) {
        return legacy("ann", kind, capabilities);
    }

    RawMcpClient legacy(String user, ClientKind kind, String capabilities) {
        RawMcpClient client = RawMcpClient.of(uri).header("X-User", user);
        client.initialize(kind.version, capabilities);
        return client.answeringWith("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}");
    }

    ModernHttpClient modern(String capabilities) {
        return ModernHttpClient.of(uri, capabilities);
    }

    @Override
    public void close() throws Exception {
        endpoint.close();
        server.stop();
        gateway.close();
    }
}
