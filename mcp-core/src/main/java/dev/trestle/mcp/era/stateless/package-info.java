/** How a client of 2026-07-28, which has no session, becomes calls. */
@NullMarked
package dev.trestle.mcp.era.stateless;

import org.jspecify.annotations.NullMarked;
