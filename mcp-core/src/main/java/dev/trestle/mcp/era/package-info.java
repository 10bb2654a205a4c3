/** What the protocol eras and dates have in common and in what they differ, as data. */
@NullMarked
package dev.trestle.mcp.era;

import org.jspecify.annotations.NullMarked;
