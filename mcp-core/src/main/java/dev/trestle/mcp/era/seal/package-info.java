/** {@code requestState} (2026-07-28, {@code basic/patterns}): what a client keeps for us, sealed so that only we can read and make it. */
@NullMarked
package dev.trestle.mcp.era.seal;

import org.jspecify.annotations.NullMarked;
