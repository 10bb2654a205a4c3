/** The client's end of event streams: what was read, and where and when to go on. No HTTP in it yet. */
@NullMarked
package dev.trestle.mcp.http.client;

import org.jspecify.annotations.NullMarked;
