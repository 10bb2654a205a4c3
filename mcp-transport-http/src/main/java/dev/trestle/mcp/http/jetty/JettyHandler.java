package dev.trestle.mcp.http.jetty;

import dev.trestle.mcp.http.edge.McpEndpoint;
import java.util.Objects;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The endpoint as a Jetty handler: the fast mount. It takes the requests whose path is the endpoint's and leaves all others
 * to the next handler. Jetty's idle timeout does not end its streams; they have heartbeats of their own.
 */
public final class JettyHandler extends Handler.Abstract {

    private final McpEndpoint endpoint;

    /**
     * Mounts an endpoint, which is not closed with the handler.
     *
     * @param endpoint the endpoint
     */
    public JettyHandler(McpEndpoint endpoint) {
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint is null");
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        if (!endpoint.serves(path)) {
            return false;
        }
        endpoint.handle(new JettyExchange(path, request, response, callback));
        return true;
    }
}
