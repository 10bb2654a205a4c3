/** MCP over standard streams: servers that are child processes, and the front for a client that started us as one. */
@NullMarked
package dev.trestle.mcp.stdio;

import org.jspecify.annotations.NullMarked;
