package dev.trestle.mcp.server.content;

import org.jspecify.annotations.Nullable;

/**
 * A folder or file that the client lets servers work in.
 *
 * @param uri a {@code file:} URI
 * @param name what people call it, or null
 */
public record Root(String uri, @Nullable String name) {}
