/** One client request on its way to a backend: the call, what is said during it, and its one reply. */
@NullMarked
package dev.trestle.mcp.call;

import org.jspecify.annotations.NullMarked;
