/** How the records of {@code server.content} look on the wire, per protocol version. Pure functions, not API. */
@NullMarked
package dev.trestle.mcp.server.wire;

import org.jspecify.annotations.NullMarked;
