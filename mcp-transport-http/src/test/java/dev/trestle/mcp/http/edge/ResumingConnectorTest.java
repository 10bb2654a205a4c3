package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.http.jetty.ResumingConnector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The same on a connector that leaves to its selector whatever was not read. */
class ResumingConnectorTest extends ResumedRequestsTest {

    @Override
    ServerConnector connector(Server server) {
        return new ResumingConnector(server, 1, 1, new HttpConnectionFactory());
    }
}
