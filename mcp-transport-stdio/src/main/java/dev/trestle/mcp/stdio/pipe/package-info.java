/** Lines in and out of pipes, bounded. */
@NullMarked
package dev.trestle.mcp.stdio.pipe;

import org.jspecify.annotations.NullMarked;
