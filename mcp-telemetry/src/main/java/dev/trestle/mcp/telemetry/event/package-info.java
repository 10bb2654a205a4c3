/** What a call was, and how it ended, without what was in it. */
@NullMarked
package dev.trestle.mcp.telemetry.event;

import org.jspecify.annotations.NullMarked;
