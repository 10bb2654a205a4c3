package dev.trestle.examples;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.servlet.McpServlet;
import dev.trestle.mcp.stdio.StdioBackend;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/** An application on Jetty that has servlets of its own, and gets an MCP endpoint beside them. */
public final class EmbedInJetty {

    private EmbedInJetty() {}

    public static void main(String[] args) throws Exception {
        List<String> command =
                args.length > 0 ? List.of(args) : List.of("npx", "-y", "@modelcontextprotocol/server-everything");
        start(8080, command).join();
    }

    static Server start(int port, List<String> command) throws Exception {
        Server jetty = new Server(port);
        ServletContextHandler application = new ServletContextHandler();
        application.addServlet(new ServletHolder(new Hello()), "/hello");
        jetty.setHandler(application);

        // README begin
        McpGateway gateway = McpGateway.builder()
                .backend("everything", StdioBackend.command(command).build())
                .build();
        McpEndpoint endpoint = McpEndpoint.of(gateway);

        ServletHolder servlet = new ServletHolder(new McpServlet(endpoint));
        servlet.setAsyncSupported(true);
        application.addServlet(servlet, "/mcp/*");
        // README end

        jetty.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStopping(LifeCycle event) {
                endpoint.close();
                gateway.close();
            }
        });
        jetty.start();
        return jetty;
    }

    /** What the application did before. */
    private static final class Hello extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            response.getWriter().println("Hello");
        }
    }
}
