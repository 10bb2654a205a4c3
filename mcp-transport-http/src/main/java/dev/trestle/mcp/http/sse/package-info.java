/** The transport HTTP with SSE of 2024-11-05, at a path beside Streamable HTTP. */
@NullMarked
package dev.trestle.mcp.http.sse;

import org.jspecify.annotations.NullMarked;
