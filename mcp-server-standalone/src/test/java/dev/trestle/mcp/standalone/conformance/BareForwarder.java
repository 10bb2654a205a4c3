package dev.trestle.mcp.standalone.conformance;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * What the cost of a call through Trestle is held against: an ee10 servlet that writes the body and a newline to a child
 * and answers with the line that comes back, one child per connection. Fixed; it is not to be made faster or slower.
 *
 * <p>Arguments: the command of the child. Prints where it listens on standard error.
 */
public final class BareForwarder extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, ForwardedChild> children = new ConcurrentHashMap<>();
    private final transient List<String> command;

    private BareForwarder(List<String> command) {
        this.command = command;
    }

    public static void main(String[] args) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder(new BareForwarder(Arrays.asList(args)));
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/mcp");
        server.setHandler(context);
        server.start();
        System.err.println("forwarder: ready http://127.0.0.1:" + connector.getLocalPort() + "/mcp");
        server.join();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String connection = request.getServletConnection().getConnectionId();
        ForwardedChild child = children.computeIfAbsent(connection, id -> start());
        AsyncContext async = request.startAsync();
        byte[] body = request.getInputStream().readAllBytes();
        child.forward(body, async);
    }

    private ForwardedChild start() {
        try {
            return new ForwardedChild(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
