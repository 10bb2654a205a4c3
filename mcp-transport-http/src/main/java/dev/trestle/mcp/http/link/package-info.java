/** The links to servers behind HTTP: sessions of the legacy era, no sessions of 2026-07-28, and HTTP with SSE of 2024-11-05. */
@NullMarked
package dev.trestle.mcp.http.link;

import org.jspecify.annotations.NullMarked;
