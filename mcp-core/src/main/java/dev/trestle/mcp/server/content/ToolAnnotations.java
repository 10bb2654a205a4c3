package dev.trestle.mcp.server.content;

import org.jspecify.annotations.Nullable;

/**
 * Hints on what a tool does. Null leaves the protocol's default.
 *
 * @param readOnly it changes nothing (default false)
 * @param destructive it may destroy something (default true)
 * @param idempotent doing it twice is the same as once (default false)
 * @param openWorld it deals with things outside of the server (default true)
 */
public record ToolAnnotations(
        @Nullable Boolean readOnly,
        @Nullable Boolean destructive,
        @Nullable Boolean idempotent,
        @Nullable Boolean openWorld) {

    /** Nothing said. */
    public static final ToolAnnotations NONE = new ToolAnnotations(null, null, null, null);

    /**
     * Of a tool that only looks.
     *
     * @return annotations that say so
     */
    public static ToolAnnotations lookingOnly() {
        return new ToolAnnotations(true, false, true, null);
    }
}
