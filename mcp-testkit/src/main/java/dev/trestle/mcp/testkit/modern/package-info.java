/** A strict server of 2026-07-28, over links and over HTTP, which judges its clients. */
@NullMarked
package dev.trestle.mcp.testkit.modern;

import org.jspecify.annotations.NullMarked;
