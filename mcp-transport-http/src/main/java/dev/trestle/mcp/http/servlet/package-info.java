/** The edge in any Servlet 6 container. */
@NullMarked
package dev.trestle.mcp.http.servlet;

import org.jspecify.annotations.NullMarked;
