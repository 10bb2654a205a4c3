/** What a mount of the edge implements. */
@NullMarked
package dev.trestle.mcp.http.mount;

import org.jspecify.annotations.NullMarked;
