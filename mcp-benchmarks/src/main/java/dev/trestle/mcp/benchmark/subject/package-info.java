/** Trestle as programs embed it, in the shapes that the standalone does not have. */
@NullMarked
package dev.trestle.mcp.benchmark.subject;

import org.jspecify.annotations.NullMarked;
