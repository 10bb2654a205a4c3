/** Many sessions, many streams, large payloads: what each holds, and what becomes of the others. */
@NullMarked
package dev.trestle.mcp.benchmark.scale;

import org.jspecify.annotations.NullMarked;
