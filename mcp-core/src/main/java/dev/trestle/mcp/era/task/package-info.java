/** Tasks of a server for clients that do not know them: made, watched, and awaited by the gateway. */
@NullMarked
package dev.trestle.mcp.era.task;

import org.jspecify.annotations.NullMarked;
