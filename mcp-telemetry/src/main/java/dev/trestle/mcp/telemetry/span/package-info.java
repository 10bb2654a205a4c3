/** A line for each call that ended. */
@NullMarked
package dev.trestle.mcp.telemetry.span;

import org.jspecify.annotations.NullMarked;
