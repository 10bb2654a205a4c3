/** The same tools, resources and prompts as a server of 2026-07-28 and as one of the versions before it. */
@NullMarked
package dev.trestle.mcp.testkit.era;

import org.jspecify.annotations.NullMarked;
