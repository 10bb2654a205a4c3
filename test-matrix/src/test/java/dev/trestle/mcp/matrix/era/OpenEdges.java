package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Gateways behind edges on sockets of this machine, closed together in the reverse order. Not thread-safe. */
final class OpenEdges implements AutoCloseable {

    /** Few, so that whatever held one while somebody is away would stop all. */
    private static final int THREADS = 16;

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();

    /** Serves an endpoint; it and its gateway are closed with this. */
    URI serve(McpGateway gateway, McpEndpoint endpoint) throws Exception {
        Server server = new Server(new QueuedThreadPool(THREADS));
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new JettyHandler(endpoint));
        server.start();
        closing.push(gateway);
        closing.push(server::stop);
        closing.push(endpoint);
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/mcp");
    }

    /** What the edges need until they are closed. */
    void closeLast(AutoCloseable other) {
        closing.addLast(other);
    }

    @Override
    public void close() throws Exception {
        while (!closing.isEmpty()) {
            closing.pop().close();
        }
    }
}
