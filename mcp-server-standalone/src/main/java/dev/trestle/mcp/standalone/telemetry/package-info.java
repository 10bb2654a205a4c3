/** Who hears what happens in the program's gateway, as its settings say. */
@NullMarked
package dev.trestle.mcp.standalone.telemetry;

import org.jspecify.annotations.NullMarked;
