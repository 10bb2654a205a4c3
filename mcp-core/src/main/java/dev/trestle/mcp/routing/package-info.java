/** Which backend answers a call, and which of its sessions. */
@NullMarked
package dev.trestle.mcp.routing;

import org.jspecify.annotations.NullMarked;
