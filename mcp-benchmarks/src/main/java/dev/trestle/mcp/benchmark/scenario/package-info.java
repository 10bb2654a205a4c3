/** What calls cost: each class one comparison. */
@NullMarked
package dev.trestle.mcp.benchmark.scenario;

import org.jspecify.annotations.NullMarked;
