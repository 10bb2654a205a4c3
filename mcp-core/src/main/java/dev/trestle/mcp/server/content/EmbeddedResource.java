package dev.trestle.mcp.server.content;

import org.jspecify.annotations.Nullable;

/**
 * A resource with its contents.
 *
 * @param resource the contents
 * @param annotations for whom it is, or null
 */
public record EmbeddedResource(
        ResourceContents resource, @Nullable Annotations annotations) implements Content {
    /**
     * Checks the contents.
     *
     * @throws IllegalArgumentException if they have no URI
     */
    public EmbeddedResource {
        if (resource.uri() == null) {
            throw new IllegalArgumentException("embedded contents need a URI: use ResourceContents.withUri");
        }
    }

    @Override
    public EmbeddedResource with(Annotations changed) {
        return new EmbeddedResource(resource, changed);
    }
}
