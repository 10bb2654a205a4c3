/** How a client of the legacy era is asked what a server of 2026-07-28 wants to know. */
@NullMarked
package dev.trestle.mcp.era.ask;

import org.jspecify.annotations.NullMarked;
