/** Clients that speak the wire by hand: HTTP by the JDK, JSON by text block, and no code shared with what they test. */
@NullMarked
package dev.trestle.mcp.testkit.client;

import org.jspecify.annotations.NullMarked;
