package dev.trestle.mcp.server.content;

import dev.trestle.mcp.json.JsonSlice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tool gives back.
 *
 * @param content for the model, in order
 * @param structuredContent a JSON object for programs, or null; not told to clients before 2025-06-18
 * @param isError whether the tool failed; the model sees the content either way
 * @param meta the {@code _meta} object, or null
 */
public record ToolResult(
        List<Content> content,
        @Nullable JsonSlice structuredContent,
        boolean isError,
        @Nullable JsonSlice meta) {

    /** Copies. */
    public ToolResult {
        content = List.copyOf(content);
    }

    /**
     * A result of some blocks.
     *
     * @param content in order
     * @return a result that succeeded
     */
    public static ToolResult of(Content... content) {
        return new ToolResult(List.of(content), null, false, null);
    }

    /**
     * A result of one text.
     *
     * @param text the text
     * @return a result that succeeded
     */
    public static ToolResult text(String text) {
        return of(Content.text(text));
    }

    /**
     * A failure that the model is told.
     *
     * @param text what failed and what to do about it; it leaves the process
     * @return a result that failed
     */
    public static ToolResult error(String text) {
        return new ToolResult(List.of(Content.text(text)), null, true, null);
    }

    /**
     * A result for programs, with the same as text for those that read only text.
     *
     * @param object a JSON object
     * @return a result that succeeded
     */
    public static ToolResult structured(JsonSlice object) {
        return new ToolResult(List.of(Content.text(object.toString())), object, false, null);
    }

    /**
     * The same result with metadata.
     *
     * @param object a JSON object
     * @return a copy
     */
    public ToolResult withMeta(JsonSlice object) {
        return new ToolResult(content, structuredContent, isError, object);
    }
}
