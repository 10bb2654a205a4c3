/** The command line: its words, and how it is taken apart. */
@NullMarked
package dev.trestle.mcp.standalone.cli;

import org.jspecify.annotations.NullMarked;
