/** Trestle as a program: the command line, what it starts, and how it ends. */
@NullMarked
package dev.trestle.mcp.standalone;

import org.jspecify.annotations.NullMarked;
