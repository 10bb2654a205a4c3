/** Clients that say who they are by a key. */
@NullMarked
package dev.trestle.mcp.policy.key;

import org.jspecify.annotations.NullMarked;
