/** How often who may call what. */
@NullMarked
package dev.trestle.mcp.policy.rate;

import org.jspecify.annotations.NullMarked;
