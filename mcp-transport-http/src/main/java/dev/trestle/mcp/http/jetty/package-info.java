/** The edge in Jetty itself, without servlets: the fast mount. */
@NullMarked
package dev.trestle.mcp.http.jetty;

import org.jspecify.annotations.NullMarked;
