/** How calls without a session reach a server that has nothing but sessions. */
@NullMarked
package dev.trestle.mcp.era.lending;

import org.jspecify.annotations.NullMarked;
