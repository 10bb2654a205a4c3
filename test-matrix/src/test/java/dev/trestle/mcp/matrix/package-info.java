/** The Streamable HTTP test matrix as tests. */
@NullMarked
package dev.trestle.mcp.matrix;

import org.jspecify.annotations.NullMarked;
