package dev.trestle.mcp.benchmark.subject;

import dev.trestle.mcp.benchmark.limit.Serving;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.servlet.McpServlet;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.stdio.ChildLimit;
import dev.trestle.mcp.stdio.StdioBackend;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;

/**
 * A gateway in a program of a user, on Jetty with its defaults.
 *
 * <p>Arguments: {@code handler} or {@code servlet}, which is how it is mounted; {@code around=FOLDER}, if telemetry (in files of
 * the folder), rates, access and redaction of logs are to be on, or {@code around=nothing}, if not even redaction; then the
 * command of a child, which is all that it serves, or nothing: then it serves tools of its own, at {@code /mcp} and
 * {@code /mcp/few} ten, and 10,000 at {@code /mcp/many}; or {@code shuffled}: ten tools that answer in another order than they
 * are called in. Prints {@code embedded: ready URL} on standard error, with the URL of the root.
 */
public final class Embedded {

    private static final String AROUND = "around=";
    private static final int FEW = 10;
    private static final int MANY = 10_000;
    private static final int CHILDREN = 1_024;
    private static final int SESSIONS = 20_000;

    private Embedded() {}

    /**
     * Serves until it is killed.
     *
     * @param arguments the mount, and what is served
     * @throws Exception if Jetty does not start
     */
    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        McpEndpoint endpoint = McpEndpoint.builder(gateway(words.subList(1, words.size())))
                .sessionLimits(SessionLimits.builder()
                        .maxSessions(SESSIONS)
                        .maxSessionsPerAddress(SESSIONS)
                        .build())
                .build();
        Serving.forever(
                "embedded", words.get(0).equals("servlet") ? servlet(endpoint) : new JettyHandler(endpoint), "");
    }

    private static Handler servlet(McpEndpoint endpoint) {
        ServletHolder holder = new ServletHolder(new McpServlet(endpoint));
        holder.setAsyncSupported(true);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(holder, "/*");
        return context;
    }

    private static McpGateway gateway(List<String> words) throws IOException {
        McpGateway.Builder gateway = McpGateway.builder();
        List<String> command = words;
        if (words.equals(List.of("shuffled"))) {
            return gateway.backend("few", EchoTools.shuffled("few", FEW)).build();
        }
        if (!words.isEmpty() && words.get(0).startsWith(AROUND)) {
            Around.put(gateway, words.get(0).substring(AROUND.length()));
            command = words.subList(1, words.size());
        }
        if (command.isEmpty()) {
            return gateway.backend("few", EchoTools.create("few", FEW))
                    .backend("many", EchoTools.create("many", MANY))
                    .build();
        }
        return gateway.backend(
                        "echo",
                        StdioBackend.command(command)
                                .children(ChildLimit.of(CHILDREN))
                                .build())
                .build();
    }
}
