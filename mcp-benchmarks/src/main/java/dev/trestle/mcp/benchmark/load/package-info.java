/** Loads servers with calls, checks every answer, and counts what it costs them. Linux only: it reads {@code /proc}. */
@NullMarked
package dev.trestle.mcp.benchmark.load;

import org.jspecify.annotations.NullMarked;
