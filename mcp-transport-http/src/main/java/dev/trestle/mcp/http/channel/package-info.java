/** HTTP as a client speaks it: one shared client, requests that are answered piece by piece, and a circuit breaker. */
@NullMarked
package dev.trestle.mcp.http.channel;

import org.jspecify.annotations.NullMarked;
