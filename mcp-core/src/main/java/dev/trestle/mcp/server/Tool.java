package dev.trestle.mcp.server;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.RunningCall.Handling;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolAnnotations;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.server.content.ToolResult;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tool: what the model is told of it, and what it does. Made by {@link #named}, some properties, and {@code handler}
 * or {@code asyncHandler} at the end. Immutable.
 */
public final class Tool {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./-]{1,128}");

    private final Facts facts;
    private final Handling<Arguments, ToolResult> handling;

    private Tool(Facts facts, Handling<Arguments, ToolResult> handling) {
        this.facts = facts;
        this.handling = handling;
    }

    /**
     * Begins a tool.
     *
     * @param name 1 to 128 characters of {@code A-Z a-z 0-9 _ - . /}, unique in its server
     * @return a builder
     * @throws IllegalArgumentException if the name is another
     */
    public static Builder named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a tool's name is 1 to 128 of A-Z a-z 0-9 _ - . /, not '" + name + "'");
        }
        return new Builder(name);
    }

    /**
     * The name.
     *
     * @return what it is called by
     */
    public String name() {
        return facts.name;
    }

    Handling<Arguments, ToolResult> handling() {
        return handling;
    }

    JsonWriter json(Shape shape) {
        boolean titles = shape.titlesAndStructure();
        JsonWriter out = JsonWriter.object().put("name", facts.name);
        if (titles) {
            out.putIfPresent("title", facts.title);
        }
        out.putIfPresent("description", facts.description).put("inputSchema", facts.inputSchema);
        if (titles) {
            out.putIfPresent("outputSchema", facts.outputSchema);
        }
        // A client that knows hints but no titles finds the title among the hints.
        String title = titles ? null : facts.title;
        if (shape.hintsAndAudio() && (title != null || facts.annotations != null)) {
            out.put("annotations", hints(facts.annotations == null ? ToolAnnotations.NONE : facts.annotations, title));
        }
        return titles ? out.putIfPresent("_meta", facts.meta) : out;
    }

    private static JsonWriter hints(ToolAnnotations annotations, @Nullable String title) {
        return JsonWriter.object()
                .putIfPresent("title", title)
                .putIfPresent("readOnlyHint", annotations.readOnly())
                .putIfPresent("destructiveHint", annotations.destructive())
                .putIfPresent("idempotentHint", annotations.idempotent())
                .putIfPresent("openWorldHint", annotations.openWorld());
    }

    private record Facts(
            String name,
            @Nullable String title,
            @Nullable String description,
            JsonSlice inputSchema,
            @Nullable JsonSlice outputSchema,
            @Nullable ToolAnnotations annotations,
            @Nullable JsonSlice meta) {}

    /** What a tool does, on a thread that may block. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Does it.
         *
         * @param arguments as the model gave them
         * @param context the call
         * @return what the model is told
         * @throws Exception {@link ToolError} to tell the model what failed; of any other it learns only that there was
         *     one
         */
        ToolResult handle(Arguments arguments, CallContext context) throws Exception;
    }

    /** What a tool does, without blocking: it is called on whatever thread the call arrives on. */
    @FunctionalInterface
    public interface AsyncHandler {
        /**
         * Begins it.
         *
         * @param arguments as the model gave them
         * @param context the call
         * @return what the model is told; may fail like {@link Handler#handle}
         * @throws Exception as {@link Handler#handle}
         */
        CompletionStage<ToolResult> handle(Arguments arguments, CallContext context) throws Exception;
    }

    /** Collects the parts of a tool. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private @Nullable String title;
        private @Nullable String description;
        private Schema input = Schema.object();
        private boolean inputs;
        private @Nullable JsonSlice rawInput;
        private @Nullable JsonSlice outputSchema;
        private @Nullable ToolAnnotations annotations;
        private @Nullable JsonSlice meta;

        private Builder(String name) {
            this.name = name;
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
         * Sets what the model is told of it.
         *
         * @param text what it does and when to use it
         * @return this builder
         */
        public Builder description(String text) {
            description = text;
            return this;
        }

        /**
         * Adds an argument that must be given.
         *
         * @param argument its name
         * @param schema what it is
         * @return this builder
         */
        public Builder input(String argument, Schema schema) {
            input = input.property(argument, schema);
            inputs = true;
            return this;
        }

        /**
         * Adds an argument that may be left out.
         *
         * @param argument its name
         * @param schema what it is
         * @return this builder
         */
        public Builder optionalInput(String argument, Schema schema) {
            input = input.optional(argument, schema);
            inputs = true;
            return this;
        }

        /**
         * Sets the whole schema of the arguments, in place of single ones.
         *
         * @param schema a JSON Schema of the type object
         * @return this builder
         */
        public Builder inputSchema(JsonSlice schema) {
            rawInput = schema;
            return this;
        }

        /**
         * Sets the schema of the structured content.
         *
         * @param schema a JSON Schema of the type object
         * @return this builder
         */
        public Builder outputSchema(JsonSlice schema) {
            outputSchema = schema;
            return this;
        }

        /**
         * Sets the hints.
         *
         * @param hints what it does to the world
         * @return this builder
         */
        public Builder annotations(ToolAnnotations hints) {
            annotations = hints;
            return this;
        }

        /**
         * Sets the {@code _meta} of the definition.
         *
         * @param object a JSON object
         * @return this builder
         */
        public Builder meta(JsonSlice object) {
            meta = object;
            return this;
        }

        /**
         * Completes the tool.
         *
         * @param handler may block
         * @return the tool
         * @throws IllegalStateException if there are both single arguments and a whole schema
         */
        public Tool handler(Handler handler) {
            return new Tool(facts(), Handling.blocking(handler::handle));
        }

        /**
         * Completes the tool.
         *
         * @param handler must not block
         * @return the tool
         * @throws IllegalStateException if there are both single arguments and a whole schema
         */
        public Tool asyncHandler(AsyncHandler handler) {
            return new Tool(facts(), Handling.async(handler::handle));
        }

        private Facts facts() {
            return new Facts(name, title, description, schema(), outputSchema, annotations, meta);
        }

        private JsonSlice schema() {
            if (rawInput != null && inputs) {
                throw new IllegalStateException("tool " + name + " has both input(…) and inputSchema(…)");
            }
            if (rawInput != null) {
                return rawInput;
            }
            return (inputs ? input : input.with("additionalProperties", false)).toJson();
        }
    }
}
