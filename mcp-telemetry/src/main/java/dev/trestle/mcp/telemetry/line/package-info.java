/** Lines that are written by a thread of their own, so that whoever says them never waits for a disk. */
@NullMarked
package dev.trestle.mcp.telemetry.line;

import org.jspecify.annotations.NullMarked;
