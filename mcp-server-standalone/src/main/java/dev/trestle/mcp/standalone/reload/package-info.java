/** What can be read anew while the program runs. */
@NullMarked
package dev.trestle.mcp.standalone.reload;

import org.jspecify.annotations.NullMarked;
