/** Clients of every version in front of servers of every era: what works, and what cannot and is said so. */
@NullMarked
package dev.trestle.mcp.matrix.era;

import org.jspecify.annotations.NullMarked;
