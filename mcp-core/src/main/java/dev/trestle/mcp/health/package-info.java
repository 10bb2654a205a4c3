/** How the parts of a gateway are: which backends can be opened, and whether all is well together. */
@NullMarked
package dev.trestle.mcp.health;

import org.jspecify.annotations.NullMarked;
