/** One line for people for each call that ended. */
@NullMarked
package dev.trestle.mcp.telemetry.log;

import org.jspecify.annotations.NullMarked;
