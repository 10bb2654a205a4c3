package dev.trestle.mcp.server.content;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What is in a resource: text, or bytes.
 *
 * @param uri the resource; null means the one that was asked for
 * @param mimeType the type; null means that of the resource's definition
 * @param text the text, or null if it is bytes
 * @param blob the bytes in Base64, or null if it is text
 */
public record ResourceContents(
        @Nullable String uri,
        @Nullable String mimeType,
        @Nullable String text,
        @Nullable String blob) {

    /**
     * Checks the contents.
     *
     * @throws IllegalArgumentException if there is not exactly one of text and bytes
     */
    public ResourceContents {
        if ((text == null) == (blob == null)) {
            throw new IllegalArgumentException("contents are either text or bytes");
        }
    }

    /**
     * Text contents.
     *
     * @param text the text
     * @return contents of the resource that was asked for
     */
    public static ResourceContents text(String text) {
        return new ResourceContents(null, null, text, null);
    }

    /**
     * Binary contents.
     *
     * @param bytes the bytes
     * @return contents of the resource that was asked for
     */
    public static ResourceContents blob(byte[] bytes) {
        return new ResourceContents(null, null, null, Base64.getEncoder().encodeToString(bytes));
    }

    /**
     * The same contents under a URI.
     *
     * @param resource the URI
     * @return a copy
     */
    public ResourceContents withUri(String resource) {
        return new ResourceContents(resource, mimeType, text, blob);
    }

    /**
     * The same contents with a type.
     *
     * @param type such as {@code text/plain}
     * @return a copy
     */
    public ResourceContents withMimeType(String type) {
        return new ResourceContents(uri, type, text, blob);
    }
}
