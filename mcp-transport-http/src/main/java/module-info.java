/** MCP over HTTP: one edge, its mounts in a servlet container and in Jetty, and a client for servers elsewhere. */
module dev.trestle.mcp.transport.http {
    requires transitive dev.trestle.mcp.core;
    requires static org.jspecify;
    requires org.slf4j;
    requires org.eclipse.jetty.client;
    requires org.eclipse.jetty.http2.client.transport;
    requires static jakarta.servlet;
    requires static org.eclipse.jetty.server;

    exports dev.trestle.mcp.http.client;
    exports dev.trestle.mcp.http.edge;
    exports dev.trestle.mcp.http.mount;
    exports dev.trestle.mcp.http.options;
    exports dev.trestle.mcp.http.servlet;
    exports dev.trestle.mcp.http.jetty;
}
