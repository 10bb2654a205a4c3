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
 *
 * <p>It tells Jetty that it does not block, so that a request is handled on the thread that read it, without a switch to
 * another: that is about a third of the CPU of a small call. Jetty does so only if the handlers around it say the same. It
 * holds because blocking handlers, interceptors and child processes have threads of their own; interceptors and
 * authenticators that block without saying so would hold up other connections. Give the server {@link ResumingThreads} and a
 * {@link ResumingConnector}, and calls that others than Jetty's threads answer cost a switch less as well.
 */
public final class JettyHandler extends Handler.Abstract {

    private final McpEndpoint endpoint;
    private final DirectBuffers buffers = new DirectBuffers();

    /**
     * Mounts an endpoint, which is not closed with the handler.
     *
     * @param endpoint the endpoint
     */
    public JettyHandler(McpEndpoint endpoint) {
        super(InvocationType.NON_BLOCKING);
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint is null");
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        if (!endpoint.serves(path)) {
            return false;
        }
        JettyExchange exchange = new JettyExchange(path, request, response, callback, buffers);
        endpoint.handle(exchange);
        return true;
    }
}
