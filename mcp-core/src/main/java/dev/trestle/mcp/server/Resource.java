package dev.trestle.mcp.server;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.server.RunningCall.Handling;
import dev.trestle.mcp.server.content.Annotations;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.ToolError;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A resource: what clients are told of it, and how it is read. Made by {@link #at}, some properties, and {@code reader},
 * {@code listReader} or {@code asyncReader} at the end. Immutable.
 */
public final class Resource {

    private final Facts facts;
    private final @Nullable Long size;
    private final Handling<String, List<ResourceContents>> handling;

    private Resource(Facts facts, @Nullable Long size, Handling<String, List<ResourceContents>> handling) {
        this.facts = facts;
        this.size = size;
        this.handling = handling;
    }

    /**
     * Begins a resource.
     *
     * @param uri unique in its server
     * @return a builder; the name is the URI until it is set
     */
    public static Builder at(String uri) {
        return new Builder(uri);
    }

    /**
     * What a reader throws when there is nothing under a URI: the client gets the protocol's error for it.
     *
     * @param uri what was asked for
     * @return the exception
     */
    public static McpException notFound(String uri) {
        return new McpException(Failures.error(
                JsonRpcError.RESOURCE_NOT_FOUND,
                "there is no resource " + uri,
                JsonWriter.object().put("uri", uri).toSlice()));
    }

    /**
     * The URI.
     *
     * @return what it is read by
     */
    public String uri() {
        return facts.address;
    }

    @Nullable String mimeType() {
        return facts.mimeType;
    }

    Handling<String, List<ResourceContents>> handling() {
        return handling;
    }

    JsonWriter json(Shape shape) {
        return facts.json("uri", shape).putIfPresent("size", size);
    }

    /** What resources and templates have in common. */
    record Facts(
            String address,
            @Nullable String name,
            @Nullable String title,
            @Nullable String description,
            @Nullable String mimeType,
            @Nullable Annotations annotations) {

        JsonWriter json(String addressMember, Shape shape) {
            JsonWriter out = JsonWriter.object().put(addressMember, address).put("name", name == null ? address : name);
            if (shape.titlesAndStructure()) {
                out.putIfPresent("title", title);
            }
            return out.putIfPresent("description", description)
                    .putIfPresent("mimeType", mimeType)
                    .putIfPresent("annotations", shape.annotations(annotations));
        }
    }

    /** Reads a resource of one part, on a thread that may block. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Reads.
         *
         * @param context the call
         * @return the contents; URI and type are filled in where they are missing
         * @throws Exception {@link Resource#notFound}, or {@link ToolError} to tell the client what failed
         */
        ResourceContents read(CallContext context) throws Exception;
    }

    /** Reads a resource of several parts, on a thread that may block. */
    @FunctionalInterface
    public interface ListReader {
        /**
         * Reads.
         *
         * @param context the call
         * @return the parts
         * @throws Exception as {@link Reader#read}
         */
        List<ResourceContents> read(CallContext context) throws Exception;
    }

    /** Reads a resource without blocking: it is called on whatever thread the call arrives on. */
    @FunctionalInterface
    public interface AsyncReader {
        /**
         * Begins to read.
         *
         * @param context the call
         * @return the parts; may fail like {@link Reader#read}
         * @throws Exception as {@link Reader#read}
         */
        CompletionStage<List<ResourceContents>> read(CallContext context) throws Exception;
    }

    /** Collects the parts of a resource. Not thread-safe. */
    public static final class Builder {
        private final String uri;
        private @Nullable String name;
        private @Nullable String title;
        private @Nullable String description;
        private @Nullable String mimeType;
        private @Nullable Annotations annotations;
        private @Nullable Long size;

        private Builder(String uri) {
            this.uri = uri;
        }

        /**
         * Sets what programs call it.
         *
         * @param text a name
         * @return this builder
         */
        public Builder name(String text) {
            name = text;
            return this;
        }

        /**
         * Sets what people call it.
         *
         * @param text a short title
         * @return this builder
         */
        public Builder title(String text) {
            title = text;
            return this;
        }

        /**
         * Sets what it is.
         *
         * @param text for the model
         * @return this builder
         */
        public Builder description(String text) {
            description = text;
            return this;
        }

        /**
         * Sets its type.
         *
         * @param type such as {@code text/plain}
         * @return this builder
         */
        public Builder mimeType(String type) {
            mimeType = type;
            return this;
        }

        /**
         * Sets the hints.
         *
         * @param hints for whom it is
         * @return this builder
         */
        public Builder annotations(Annotations hints) {
            annotations = hints;
            return this;
        }

        /**
         * Sets its size.
         *
         * @param bytes before any encoding
         * @return this builder
         */
        public Builder size(long bytes) {
            size = bytes;
            return this;
        }

        /**
         * Completes the resource.
         *
         * @param reader may block
         * @return the resource
         */
        public Resource reader(Reader reader) {
            return complete(Handling.blocking((uri, context) -> List.of(reader.read(context))));
        }

        /**
         * Completes the resource.
         *
         * @param reader may block
         * @return the resource
         */
        public Resource listReader(ListReader reader) {
            return complete(Handling.blocking((uri, context) -> reader.read(context)));
        }

        /**
         * Completes the resource.
         *
         * @param reader must not block
         * @return the resource
         */
        public Resource asyncReader(AsyncReader reader) {
            return complete(Handling.async((uri, context) -> reader.read(context)));
        }

        private Resource complete(Handling<String, List<ResourceContents>> handling) {
            return new Resource(new Facts(uri, name, title, description, mimeType, annotations), size, handling);
        }
    }
}
