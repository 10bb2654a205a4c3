package dev.trestle.mcp.http.client;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.HttpOptionsBuilder;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import java.net.URI;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Our own edge on a real socket, as the server that is remote: the kit's tools behind both transports. */
final class OwnServer implements AutoCloseable {

    final FakeBackend backend = FakeBackend.withContractTools();
    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty, 1, 1);
    private final McpGateway gateway;
    private final McpEndpoint endpoint;

    OwnServer() {
        this(HttpOptions.builder());
    }

    OwnServer(HttpOptionsBuilder options) {
        gateway = McpGateway.builder().backend("fake", backend).build();
        endpoint = McpEndpoint.builder(gateway)
                .options(options.build())
                .ssePath("/sse")
                .build();
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        jetty.setHandler(new JettyHandler(endpoint));
        try {
            jetty.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    }

    @Override
    public void close() {
        try {
            endpoint.close();
            jetty.stop();
            gateway.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
