/** Both eras on one URL, in front of servers of either. */
@NullMarked
package dev.trestle.mcp.eras;

import org.jspecify.annotations.NullMarked;
