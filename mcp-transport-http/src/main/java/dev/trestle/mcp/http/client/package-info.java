/** Servers behind HTTP as backends of a gateway. */
@NullMarked
package dev.trestle.mcp.http.client;

import org.jspecify.annotations.NullMarked;
