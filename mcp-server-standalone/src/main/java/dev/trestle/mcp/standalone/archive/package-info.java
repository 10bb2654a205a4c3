/** Archives of classes, with which the program starts in half the time. */
@NullMarked
package dev.trestle.mcp.standalone.archive;

import org.jspecify.annotations.NullMarked;
