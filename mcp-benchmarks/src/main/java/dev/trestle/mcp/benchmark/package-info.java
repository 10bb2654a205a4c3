/** The program that runs the benchmarks. */
@NullMarked
package dev.trestle.mcp.benchmark;

import org.jspecify.annotations.NullMarked;
