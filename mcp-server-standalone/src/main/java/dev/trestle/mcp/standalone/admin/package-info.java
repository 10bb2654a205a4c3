/** What operators do while the program runs: a listener of its own, and the commands that use it. */
@NullMarked
package dev.trestle.mcp.standalone.admin;

import org.jspecify.annotations.NullMarked;
