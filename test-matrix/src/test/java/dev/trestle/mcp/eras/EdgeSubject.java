package dev.trestle.mcp.eras;

import dev.trestle.mcp.everything.Gateways;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.testkit.subject.McpSubject;
import dev.trestle.mcp.testkit.subject.ObjectSubject;
import java.net.URI;
import java.time.Duration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Our edge over one backend, for the contract of an edge that serves both eras. */
public final class EdgeSubject {

    private EdgeSubject() {}

    static McpSubject over(BackendFactory backend) {
        return over(Gateways.builder().backend("era", backend).build());
    }

    /** Our edge over a gateway, which ends with it. */
    public static McpSubject over(McpGateway gateway) {
        McpEndpoint endpoint = McpEndpoint.builder(gateway)
                .options(HttpOptions.builder().heartbeat(Duration.ofMillis(100)).build())
                .build();
        Server server = new Server();
        return ObjectSubject.of(() -> start(server, endpoint), () -> stop(server, endpoint, gateway));
    }

    private static URI start(Server server, McpEndpoint endpoint) throws Exception {
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new JettyHandler(endpoint));
        server.start();
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/mcp");
    }

    private static void stop(Server server, McpEndpoint endpoint, McpGateway gateway) throws Exception {
        endpoint.close();
        server.stop();
        gateway.close();
    }
}
