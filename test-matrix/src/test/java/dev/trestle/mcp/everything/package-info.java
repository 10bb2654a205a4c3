/** Gateways with all that operators can put around calls. */
@NullMarked
package dev.trestle.mcp.everything;

import org.jspecify.annotations.NullMarked;
