package dev.trestle.mcp.server.content;

import org.jspecify.annotations.Nullable;

/**
 * An image.
 *
 * @param data the image file in Base64
 * @param mimeType such as {@code image/png}
 * @param annotations for whom it is, or null
 */
public record ImageContent(
        String data, String mimeType, @Nullable Annotations annotations) implements Content {
    @Override
    public ImageContent with(Annotations changed) {
        return new ImageContent(data, mimeType, changed);
    }
}
