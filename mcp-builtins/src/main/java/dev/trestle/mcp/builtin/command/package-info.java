/**
 * Commands of this machine as tools: what may be run is listed, everything else is refused, and no shell is ever asked.
 * {@link dev.trestle.mcp.builtin.command.Commands} is where it begins.
 */
@NullMarked
package dev.trestle.mcp.builtin.command;

import org.jspecify.annotations.NullMarked;
