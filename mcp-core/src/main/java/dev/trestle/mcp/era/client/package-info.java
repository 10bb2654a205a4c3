/** How a client of either era becomes calls. */
@NullMarked
package dev.trestle.mcp.era.client;

import org.jspecify.annotations.NullMarked;
