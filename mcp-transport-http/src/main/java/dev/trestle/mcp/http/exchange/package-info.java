/** One HTTP exchange: who may make it, how its body is read, how it is answered. */
@NullMarked
package dev.trestle.mcp.http.exchange;

import org.jspecify.annotations.NullMarked;
