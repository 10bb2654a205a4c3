/** How calls become messages for a server of either era. */
@NullMarked
package dev.trestle.mcp.era.backend;

import org.jspecify.annotations.NullMarked;
