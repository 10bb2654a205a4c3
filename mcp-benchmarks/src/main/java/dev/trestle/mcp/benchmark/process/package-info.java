/** Servers as processes, and what can be seen of them from outside. Linux only: it reads {@code /proc}. */
@NullMarked
package dev.trestle.mcp.benchmark.process;

import org.jspecify.annotations.NullMarked;
