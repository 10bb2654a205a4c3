/** How a gateway is, as tools. */
@NullMarked
package dev.trestle.mcp.builtin.operate;

import org.jspecify.annotations.NullMarked;
