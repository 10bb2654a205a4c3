/** MCP over standard streams: those of child processes, and our own. */
module dev.trestle.mcp.transport.stdio {
    requires transitive dev.trestle.mcp.core;
    requires static org.jspecify;
    requires org.slf4j;

    exports dev.trestle.mcp.stdio;
}
