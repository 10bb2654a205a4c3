package dev.trestle.mcp.http.servlet;

import dev.trestle.mcp.http.edge.McpEndpoint;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.util.Objects;

/**
 * The endpoint as a servlet, for any Servlet 6 container. Register it with {@code asyncSupported} at {@code /*} or
 * {@code /}, where it answers at the endpoint's own paths; or at any {@code /prefix/*}, which then stands for the endpoint's
 * path, or for its {@link McpEndpoint#ssePath} if it ends with that. No thread is held while a call runs or a stream is open.
 */
public final class McpServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient McpEndpoint endpoint;

    /**
     * Mounts an endpoint, which is not closed with the servlet.
     *
     * @param endpoint the endpoint
     */
    public McpServlet(McpEndpoint endpoint) {
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint is null");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        ServletExchange exchange = new ServletExchange(path(request), async, request, response);
        try {
            endpoint.handle(exchange);
        } finally {
            exchange.watch();
        }
    }

    private String path(HttpServletRequest request) {
        String mounted = request.getServletPath();
        String below = request.getPathInfo() == null ? "" : request.getPathInfo();
        if (mounted.isEmpty()) {
            return below;
        }
        MappingMatch match = request.getHttpServletMapping().getMappingMatch();
        boolean prefixed = match == MappingMatch.EXACT || match == MappingMatch.PATH;
        return prefixed ? standsFor(mounted) + below : mounted + below;
    }

    /** A prefix that ends like the path of one transport stands for it; any other for that of Streamable HTTP. */
    private String standsFor(String prefix) {
        String main = endpoint.path();
        String sse = endpoint.ssePath().orElse(main);
        boolean isSse = prefix.endsWith(sse) && !(prefix.endsWith(main) && main.length() > sse.length());
        return isSse ? sse : main;
    }
}
