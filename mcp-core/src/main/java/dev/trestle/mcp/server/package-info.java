/** MCP servers in this process, made of plain Java handlers. Begin at {@link dev.trestle.mcp.server.McpServer}. */
@NullMarked
package dev.trestle.mcp.server;

import org.jspecify.annotations.NullMarked;
