package dev.trestle.mcp.benchmark.limit;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Serves one of the bare core handlers, on Jetty with its defaults, at any path.
 *
 * <p>Arguments: {@code echo}, or {@code remote} for a server that gateways can carry calls to. Prints {@code limit: ready URL} on
 * standard error.
 */
public final class BareHandlers {

    /** Connections wait while others are measured. */
    private static final long IDLE_MILLIS = 600_000;

    private BareHandlers() {}

    /**
     * Serves until it is killed.
     *
     * @param arguments which one
     * @throws Exception if Jetty does not start
     */
    public static void main(String[] arguments) throws Exception {
        Handler handler = arguments[0].equals("remote") ? new RemoteHandler() : new EchoHandler();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
        System.err.println("limit: ready http://127.0.0.1:" + connector.getLocalPort());
        server.join();
    }
}
