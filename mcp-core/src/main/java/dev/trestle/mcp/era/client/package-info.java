/** How a client of the legacy era becomes calls. */
@NullMarked
package dev.trestle.mcp.era.client;

import org.jspecify.annotations.NullMarked;
