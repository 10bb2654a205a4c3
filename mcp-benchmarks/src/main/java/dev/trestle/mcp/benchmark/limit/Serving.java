package dev.trestle.mcp.benchmark.limit;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty with its defaults, on any free port of this machine. */
public final class Serving {

    /** Connections wait while others are measured. */
    private static final long IDLE_MILLIS = 600_000;

    private Serving() {}

    /**
     * Begins to serve.
     *
     * @param handler what
     * @return the server
     * @throws Exception if Jetty does not start
     */
    public static Server start(Handler handler) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
        return server;
    }

    /**
     * Serves until the process is killed, and says on standard error where.
     *
     * @param name what is said before it
     * @param handler what
     * @param path the path that is said with it
     * @throws Exception if Jetty does not start
     */
    public static void forever(String name, Handler handler, String path) throws Exception {
        Server server = start(handler);
        System.err.println(name + ": ready http://127.0.0.1:" + server.getURI().getPort() + path);
        server.join();
    }
}
