package dev.trestle.mcp.standalone;

import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.jetty.ResumingConnector;
import dev.trestle.mcp.http.jetty.ResumingThreads;
import dev.trestle.mcp.standalone.cli.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Jetty server of the program. */
final class HttpListener {

    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

    // Nothing blocks in a request, so a few threads serve any number of connections.
    private static final int THREADS = 16;
    private static final int RESPONSE_HEADERS = 16 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(60);

    // Jetty pads its queues by it. Unset, it asks the platform's MBeans, which takes a sixth of a start.
    private static final String CACHE_LINE = "org.eclipse.jetty.util.referencesPerCacheLine";
    private static final String USUAL_CACHE_LINE = "16";

    private final Server server;
    private final ServerConnector connector;

    private HttpListener(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * What the listener takes.
     *
     * @param maxConnections connections at once
     * @param maxHeaders bytes of a request before its body
     */
    record Bounds(int maxConnections, int maxHeaders) {}

    /** Listens; a port of 0 is any free one. */
    static HttpListener start(
            McpEndpoint endpoint, HealthHandler health, InetAddress address, int port, Bounds bounds) {
        System.setProperty(CACHE_LINE, System.getProperty(CACHE_LINE, USUAL_CACHE_LINE));
        ResumingThreads threads = new ResumingThreads(THREADS, 4);
        threads.setName("trestle-http");
        Server server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(bounds.maxHeaders());
        configuration.setResponseHeaderSize(RESPONSE_HEADERS);
        ServerConnector connector = new ResumingConnector(server, 1, 2, new HttpConnectionFactory(configuration));
        connector.setHost(address.getHostAddress());
        connector.setPort(port);
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        // Beyond it connections wait in the backlog of the operating system.
        server.addBean(new NetworkConnectionLimit(bounds.maxConnections(), connector));
        server.setHandler(ResumingThreads.handing(new Handler.Sequence(health, new JettyHandler(endpoint))));
        server.setErrorHandler(new PlainErrors());
        start(server, connector, address, port);
        return new HttpListener(server, connector);
    }

    private static void start(Server server, ServerConnector connector, InetAddress address, int port) {
        try {
            connector.open();
        } catch (IOException e) {
            throw new Refusal(cannotListen(rootMessage(e), address.getHostAddress(), port));
        }
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not start", e);
        }
    }

    private static String cannotListen(String why, String address, int port) {
        String where = "port " + port + " of " + address;
        return why.contains("in use")
                ? where + " is in use; choose another with --port, or 0 for any free one"
                : "cannot listen on " + where + " (" + why + "); choose another with --port or --host";
    }

    private static String rootMessage(Throwable problem) {
        return problem.getCause() == null ? String.valueOf(problem.getMessage()) : rootMessage(problem.getCause());
    }

    int port() {
        return connector.getLocalPort();
    }

    /** No further connections; those that are open go on. */
    void stopAccepting() {
        connector.close();
    }

    /** Ends all connections, within the time that is left. */
    void stop(Duration left) {
        try {
            server.setStopTimeout(left.toMillis());
            server.stop();
        } catch (Exception e) {
            LOG.debug("The HTTP server did not stop in order: {}", e.toString());
        }
    }
}
