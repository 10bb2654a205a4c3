/** The same results, questions, capabilities and errors in the form of another protocol version. Pure functions. */
@NullMarked
package dev.trestle.mcp.era.shape;

import org.jspecify.annotations.NullMarked;
