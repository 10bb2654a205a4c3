/** All that MCP over HTTP is, against {@link dev.trestle.mcp.http.mount.HttpExchange}: no container is seen here. */
@NullMarked
package dev.trestle.mcp.http.edge;

import org.jspecify.annotations.NullMarked;
