/** An MCP server over standard streams as a program, well behaved or with faults switched on. */
@NullMarked
package dev.trestle.mcp.testkit.program;

import org.jspecify.annotations.NullMarked;
