/** What all servers of a gateway have, to search in. */
@NullMarked
package dev.trestle.mcp.builtin.catalog;

import org.jspecify.annotations.NullMarked;
