package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.jetty.ResumingThreads;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

class JettyHandlerMountTest extends HttpMountContract {
    @Override
    Caller mount(McpEndpoint endpoint) throws Exception {
        return jetty(endpoint);
    }

    static Caller jetty(McpEndpoint endpoint) throws Exception {
        Server server = new Server(new ResumingThreads(8, 4));
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(ResumingThreads.handing(new JettyHandler(endpoint)));
        server.start();
        return new SocketCaller(connector.getLocalPort(), server::stop);
    }
}
