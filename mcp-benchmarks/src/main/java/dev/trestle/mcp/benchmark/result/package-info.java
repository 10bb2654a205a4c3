/** What a run of the benchmarks says, and how it is kept. */
@NullMarked
package dev.trestle.mcp.benchmark.result;

import org.jspecify.annotations.NullMarked;
