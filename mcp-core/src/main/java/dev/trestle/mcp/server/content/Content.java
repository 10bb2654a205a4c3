package dev.trestle.mcp.server.content;

import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One block of content in a tool's result, a prompt's message or a sampling message. Immutable. A client whose protocol
 * version does not know a kind gets the nearest text instead.
 */
public sealed interface Content {

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
    static Text text(String text) {
        return new Text(text, null);
    }

    /**
     * An image.
     *
     * @param bytes the image file
     * @param mimeType such as {@code image/png}
     * @return the block
     */
    static Image image(byte[] bytes, String mimeType) {
        return new Image(Base64.getEncoder().encodeToString(bytes), mimeType, null);
    }

    /**
     * A sound.
     *
     * @param bytes the sound file
     * @param mimeType such as {@code audio/wav}
     * @return the block
     */
    static Audio audio(byte[] bytes, String mimeType) {
        return new Audio(Base64.getEncoder().encodeToString(bytes), mimeType, null);
    }

    /**
     * A resource with its contents.
     *
     * @param resource the contents, which must have a URI
     * @return the block
     */
    static Embedded embedded(ResourceContents resource) {
        return new Embedded(resource, null);
    }

    /**
     * A pointer to a resource that the client may read.
     *
     * @param uri the resource
     * @param name what to call it
     * @return the block
     */
    static Link link(String uri, String name) {
        return new Link(uri, name, null, null, null, null, null);
    }

    /**
     * Text.
     *
     * @param text the text
     * @param annotations for whom it is, or null
     */
    record Text(String text, @Nullable Annotations annotations) implements Content {

        /** Refuses a text that is null. */
        public Text {
            Objects.requireNonNull(text, "text is null");
        }

        @Override
        public Text with(Annotations changed) {
            return new Text(text, changed);
        }
    }

    /**
     * An image.
     *
     * @param data the image file in Base64
     * @param mimeType such as {@code image/png}
     * @param annotations for whom it is, or null
     */
    record Image(String data, String mimeType, @Nullable Annotations annotations) implements Content {

        /** Refuses data that are null. */
        public Image {
            Objects.requireNonNull(data, "data is null");
        }

        @Override
        public Image with(Annotations changed) {
            return new Image(data, mimeType, changed);
        }
    }

    /**
     * A sound; a line of text to clients of 2024-11-05, which know none.
     *
     * @param data the sound file in Base64
     * @param mimeType such as {@code audio/wav}
     * @param annotations for whom it is, or null
     */
    record Audio(String data, String mimeType, @Nullable Annotations annotations) implements Content {

        /** Refuses data that are null. */
        public Audio {
            Objects.requireNonNull(data, "data is null");
        }

        @Override
        public Audio with(Annotations changed) {
            return new Audio(data, mimeType, changed);
        }
    }

    /**
     * A resource with its contents.
     *
     * @param resource the contents
     * @param annotations for whom it is, or null
     */
    record Embedded(ResourceContents resource, @Nullable Annotations annotations) implements Content {
        /**
         * Checks the contents.
         *
         * @throws IllegalArgumentException if they have no URI
         */
        public Embedded {
            if (resource.uri() == null) {
                throw new IllegalArgumentException("embedded contents need a URI: use ResourceContents.withUri");
            }
        }

        @Override
        public Embedded with(Annotations changed) {
            return new Embedded(resource, changed);
        }
    }

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
    record Link(
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
        public Link withDescription(String text) {
            return new Link(uri, name, title, text, mimeType, size, annotations);
        }

        /**
         * The same link with a type.
         *
         * @param type such as {@code text/plain}
         * @return a copy
         */
        public Link withMimeType(String type) {
            return new Link(uri, name, title, description, type, size, annotations);
        }

        @Override
        public Link with(Annotations changed) {
            return new Link(uri, name, title, description, mimeType, size, changed);
        }
    }
}
