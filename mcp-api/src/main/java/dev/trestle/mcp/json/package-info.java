/** JSON as untouched bytes: slices, and the three interfaces for whoever must look into one or make one. */
@NullMarked
package dev.trestle.mcp.json;

import org.jspecify.annotations.NullMarked;
