package dev.trestle.mcp.benchmark.limit;

import jakarta.servlet.http.HttpServlet;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Serves one of the bare servlets, on Jetty with its defaults, at {@code /mcp}; {@code pipe} is at {@code /one} and
 * {@code /each}.
 *
 * <p>Arguments: {@code echo}, {@code fan-out}, or {@code pipe} and the command of the child. Prints
 * {@code limit: ready URL} on standard error, with the URL of the root.
 */
public final class BareServlets {

    /** Connections wait while others are measured. */
    private static final long IDLE_MILLIS = 600_000;

    private BareServlets() {}

    /**
     * Serves until it is killed.
     *
     * @param arguments which one
     * @throws Exception if Jetty does not start
     */
    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        ServletContextHandler context = new ServletContextHandler("/");
        if (words.get(0).equals("pipe")) {
            PipeServlet pipe = new PipeServlet(words.subList(1, words.size()));
            add(context, pipe, "/one");
            add(context, pipe, "/each");
        } else {
            add(context, words.get(0).equals("fan-out") ? new FanOutServlet() : new EchoServlet(), "/mcp");
        }
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        System.err.println("limit: ready http://127.0.0.1:" + connector.getLocalPort());
        server.join();
    }

    private static void add(ServletContextHandler context, HttpServlet servlet, String path) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, path);
    }
}
