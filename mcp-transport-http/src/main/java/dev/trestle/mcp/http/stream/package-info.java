/** Event streams: numbered, bounded, written as fast as the client reads, resumed on another connection. */
@NullMarked
package dev.trestle.mcp.http.stream;

import org.jspecify.annotations.NullMarked;
