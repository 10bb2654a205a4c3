package dev.trestle.mcp.benchmark.limit;

import jakarta.servlet.http.HttpServlet;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/**
 * Serves one of the bare servlets, on Jetty with its defaults, at {@code /mcp}; {@code pipe} is at {@code /one} and
 * {@code /each}.
 *
 * <p>Arguments: {@code echo}, {@code fan-out}, or {@code pipe} and the command of the child. Prints
 * {@code limit: ready URL} on standard error, with the URL of the root, or for {@code pipe} that of {@code /each}.
 */
public final class BareServlets {

    private BareServlets() {}

    /**
     * Serves until it is killed.
     *
     * @param arguments which one
     * @throws Exception if Jetty does not start
     */
    public static void main(String[] arguments) throws Exception {
        Serving.forever("limit", handler(List.of(arguments)), arguments[0].equals("pipe") ? "/each" : "");
    }

    static ServletContextHandler handler(List<String> words) {
        ServletContextHandler context = new ServletContextHandler("/");
        if (words.get(0).equals("pipe")) {
            PipeServlet pipe = new PipeServlet(words.subList(1, words.size()));
            add(context, pipe, "/one");
            add(context, pipe, "/each");
        } else {
            add(context, words.get(0).equals("fan-out") ? new FanOutServlet() : new EchoServlet(), "/mcp");
        }
        return context;
    }

    private static void add(ServletContextHandler context, HttpServlet servlet, String path) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, path);
    }
}
