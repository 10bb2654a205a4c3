package dev.trestle.mcp.server;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.RunningCall.Handling;
import dev.trestle.mcp.server.content.Annotations;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.server.content.UriTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Resources whose URIs have one form, such as {@code test://item/{id}/data}: RFC 6570, level 1. A variable matches one
 * or more characters other than {@code / ? #} up to the text that follows it; variables need text between them. Made by
 * {@link #of}, some properties, and {@code reader}, {@code listReader} or {@code asyncReader} at the end. Immutable.
 */
public final class ResourceTemplate {

    private final Resource.Facts facts;
    private final UriTemplate template;
    private final Handling<Map<String, String>, List<ResourceContents>> handling;

    private ResourceTemplate(Builder parts, Handling<Map<String, String>, List<ResourceContents>> handling) {
        this.facts = parts.facts();
        this.template = parts.template;
        this.handling = handling;
    }

    /**
     * Begins a template.
     *
     * @param uriTemplate unique in its server
     * @return a builder; the name is the template until it is set
     * @throws IllegalArgumentException if it is no template of level 1
     */
    public static Builder of(String uriTemplate) {
        return new Builder(uriTemplate);
    }

    /**
     * The template.
     *
     * @return as given
     */
    public String uriTemplate() {
        return facts.address();
    }

    @Nullable String mimeType() {
        return facts.mimeType();
    }

    Optional<Map<String, String>> match(String uri) {
        return template.match(uri);
    }

    Handling<Map<String, String>, List<ResourceContents>> handling() {
        return handling;
    }

    JsonWriter json(Shape shape) {
        return facts.json("uriTemplate", shape);
    }

    /** Reads a resource of one part, on a thread that may block. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Reads.
         *
         * @param variables what stood in the place of each variable, decoded
         * @param context the call
         * @return the contents; URI and type are filled in where they are missing
         * @throws Exception {@link Resource#notFound}, or {@link ToolError} to tell the client what failed
         */
        ResourceContents read(Map<String, String> variables, CallContext context) throws Exception;
    }

    /** Reads a resource of several parts, on a thread that may block. */
    @FunctionalInterface
    public interface ListReader {
        /**
         * Reads.
         *
         * @param variables what stood in the place of each variable, decoded
         * @param context the call
         * @return the parts
         * @throws Exception as {@link Reader#read}
         */
        List<ResourceContents> read(Map<String, String> variables, CallContext context) throws Exception;
    }

    /** Reads a resource without blocking: it is called on whatever thread the call arrives on. */
    @FunctionalInterface
    public interface AsyncReader {
        /**
         * Begins to read.
         *
         * @param variables what stood in the place of each variable, decoded
         * @param context the call
         * @return the parts; may fail like {@link Reader#read}
         * @throws Exception as {@link Reader#read}
         */
        CompletionStage<List<ResourceContents>> read(Map<String, String> variables, CallContext context)
                throws Exception;
    }

    /** Collects the parts of a template. Not thread-safe. */
    public static final class Builder {
        private final String uriTemplate;
        private final UriTemplate template;
        private @Nullable String name;
        private @Nullable String title;
        private @Nullable String description;
        private @Nullable String mimeType;
        private @Nullable Annotations annotations;

        private Builder(String uriTemplate) {
            this.uriTemplate = uriTemplate;
            this.template = new UriTemplate(uriTemplate);
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
         * Sets what these resources are.
         *
         * @param text for the model
         * @return this builder
         */
        public Builder description(String text) {
            description = text;
            return this;
        }

        /**
         * Sets their type.
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
         * @param hints for whom they are
         * @return this builder
         */
        public Builder annotations(Annotations hints) {
            annotations = hints;
            return this;
        }

        /**
         * Completes the template.
         *
         * @param reader may block
         * @return the template
         */
        public ResourceTemplate reader(Reader reader) {
            return new ResourceTemplate(
                    this, Handling.blocking((variables, context) -> List.of(reader.read(variables, context))));
        }

        /**
         * Completes the template.
         *
         * @param reader may block
         * @return the template
         */
        public ResourceTemplate listReader(ListReader reader) {
            return new ResourceTemplate(this, Handling.blocking(reader::read));
        }

        /**
         * Completes the template.
         *
         * @param reader must not block
         * @return the template
         */
        public ResourceTemplate asyncReader(AsyncReader reader) {
            return new ResourceTemplate(this, Handling.async(reader::read));
        }

        private Resource.Facts facts() {
            return new Resource.Facts(uriTemplate, name, title, description, mimeType, annotations);
        }
    }
}
