package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.http.jetty.ResumingConnector;
import dev.trestle.mcp.http.jetty.ResumingThreads;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

class JettyHandlerMountTest extends SocketMountContract {
    @Override
    Caller mount(McpEndpoint endpoint) throws Exception {
        return jetty(endpoint);
    }

    static Caller jetty(McpEndpoint endpoint) throws Exception {
        Server server = new Server(new ResumingThreads(8, 4));
        ServerConnector connector = new ResumingConnector(server, 1, 1, new HttpConnectionFactory());
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(ResumingThreads.handing(new JettyHandler(endpoint)));
        server.start();
        return new SocketCaller(connector.getLocalPort(), server::stop);
    }
}
