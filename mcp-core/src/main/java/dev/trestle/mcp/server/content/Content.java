package dev.trestle.mcp.server.content;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One block of content in a tool's result, a prompt's message or a sampling message. Immutable. A client whose protocol
 * version does not know a kind gets the nearest text instead.
 */
public sealed interface Content permits TextContent, ImageContent, AudioContent, EmbeddedResource, ResourceLink {

    /**
     * For whom the block is and how much it matters.
     *
     * @return null if nothing is said about it
     */
    @Nullable Annotations annotations();

    /**
     * The same block with annotations.
     *
     * @param annotations replace those that it has
     * @return a copy
     */
    Content with(Annotations annotations);

    /**
     * Text.
     *
     * @param text any text
     * @return the block
     */
    static TextContent text(String text) {
        return new TextContent(text, null);
    }

    /**
     * An image.
     *
     * @param bytes the image file
     * @param mimeType such as {@code image/png}
     * @return the block
     */
    static ImageContent image(byte[] bytes, String mimeType) {
        return new ImageContent(Base64.getEncoder().encodeToString(bytes), mimeType, null);
    }

    /**
     * A sound.
     *
     * @param bytes the sound file
     * @param mimeType such as {@code audio/wav}
     * @return the block
     */
    static AudioContent audio(byte[] bytes, String mimeType) {
        return new AudioContent(Base64.getEncoder().encodeToString(bytes), mimeType, null);
    }

    /**
     * A resource with its contents.
     *
     * @param resource the contents, which must have a URI
     * @return the block
     */
    static EmbeddedResource embedded(ResourceContents resource) {
        return new EmbeddedResource(resource, null);
    }

    /**
     * A pointer to a resource that the client may read.
     *
     * @param uri the resource
     * @param name what to call it
     * @return the block
     */
    static ResourceLink link(String uri, String name) {
        return new ResourceLink(uri, name, null, null, null, null, null);
    }
}
