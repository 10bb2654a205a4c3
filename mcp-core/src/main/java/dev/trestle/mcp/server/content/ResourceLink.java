package dev.trestle.mcp.server.content;

import org.jspecify.annotations.Nullable;

/**
 * A pointer to a resource that the client may read; a line of text to clients before 2025-06-18, which know none.
 *
 * @param uri the resource
 * @param name what programs call it
 * @param title what people call it, or null
 * @param description what it is, or null
 * @param mimeType its type, or null if unknown
 * @param size its size in bytes, or null if unknown
 * @param annotations for whom it is, or null
 */
public record ResourceLink(
        String uri,
        String name,
        @Nullable String title,
        @Nullable String description,
        @Nullable String mimeType,
        @Nullable Long size,
        @Nullable Annotations annotations)
        implements Content {

    /**
     * The same link with a description.
     *
     * @param text what the resource is
     * @return a copy
     */
    public ResourceLink withDescription(String text) {
        return new ResourceLink(uri, name, title, text, mimeType, size, annotations);
    }

    /**
     * The same link with a type.
     *
     * @param type such as {@code text/plain}
     * @return a copy
     */
    public ResourceLink withMimeType(String type) {
        return new ResourceLink(uri, name, title, description, type, size, annotations);
    }

    @Override
    public ResourceLink with(Annotations changed) {
        return new ResourceLink(uri, name, title, description, mimeType, size, changed);
    }
}
