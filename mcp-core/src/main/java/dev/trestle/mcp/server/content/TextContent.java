package dev.trestle.mcp.server.content;

import org.jspecify.annotations.Nullable;

/**
 * Text.
 *
 * @param text the text
 * @param annotations for whom it is, or null
 */
public record TextContent(String text, @Nullable Annotations annotations) implements Content {
    @Override
    public TextContent with(Annotations changed) {
        return new TextContent(text, changed);
    }
}
