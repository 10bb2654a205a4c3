/**
 * Tasks of a server for clients that do not know them: made, watched, and awaited by the gateway; or shown as those that the
 * client knows.
 */
@NullMarked
package dev.trestle.mcp.era.task;

import org.jspecify.annotations.NullMarked;
