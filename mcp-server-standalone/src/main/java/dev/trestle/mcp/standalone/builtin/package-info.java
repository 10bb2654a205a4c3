/** The server that comes with Trestle, as the file wants it. */
@NullMarked
package dev.trestle.mcp.standalone.builtin;

import org.jspecify.annotations.NullMarked;
