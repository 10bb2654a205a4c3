package dev.trestle.mcp.server;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.RunningCall.Handling;
import dev.trestle.mcp.server.content.PromptResult;
import dev.trestle.mcp.server.content.ToolError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A prompt: what people are told of it, and how it is filled in. Made by {@link #named}, some properties, and
 * {@code handler} or {@code asyncHandler} at the end. Immutable.
 */
public final class Prompt {

    private final String name;
    private final @Nullable String title;
    private final @Nullable String description;
    private final List<Argument> arguments;
    private final Handling<Arguments, PromptResult> handling;

    private Prompt(Builder parts, Handling<Arguments, PromptResult> handling) {
        this.name = parts.name;
        this.title = parts.title;
        this.description = parts.description;
        this.arguments = List.copyOf(parts.arguments);
        this.handling = handling;
    }

    /**
     * Begins a prompt.
     *
     * @param name unique in its server
     * @return a builder
     */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /**
     * The name.
     *
     * @return what it is got by
     */
    public String name() {
        return name;
    }

    @Nullable String description() {
        return description;
    }

    List<String> requiredArguments() {
        return arguments.stream().filter(Argument::required).map(Argument::name).toList();
    }

    Handling<Arguments, PromptResult> handling() {
        return handling;
    }

    JsonWriter json(Shape shape) {
        JsonWriter out = JsonWriter.object().put("name", name);
        if (shape.titlesAndStructure()) {
            out.putIfPresent("title", title);
        }
        out.putIfPresent("description", description);
        return arguments.isEmpty()
                ? out
                : out.put("arguments", arguments.stream().map(Argument::json).toList());
    }

    private record Argument(String name, String description, boolean required) {
        JsonWriter json() {
            return JsonWriter.object()
                    .put("name", name)
                    .put("description", description)
                    .put("required", required);
        }
    }

    /** Fills a prompt in, on a thread that may block. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Fills it in.
         *
         * @param arguments texts; the required ones are there
         * @param context the call
         * @return the prompt
         * @throws Exception {@link ToolError} to tell the client what failed
         */
        PromptResult handle(Arguments arguments, CallContext context) throws Exception;
    }

    /** Fills a prompt in without blocking: it is called on whatever thread the call arrives on. */
    @FunctionalInterface
    public interface AsyncHandler {
        /**
         * Begins to fill it in.
         *
         * @param arguments texts; the required ones are there
         * @param context the call
         * @return the prompt; may fail like {@link Handler#handle}
         * @throws Exception as {@link Handler#handle}
         */
        CompletionStage<PromptResult> handle(Arguments arguments, CallContext context) throws Exception;
    }

    /** Collects the parts of a prompt. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final List<Argument> arguments = new ArrayList<>();
        private @Nullable String title;
        private @Nullable String description;

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
         * Sets what it is for.
         *
         * @param text for people
         * @return this builder
         */
        public Builder description(String text) {
            description = text;
            return this;
        }

        /**
         * Adds an argument.
         *
         * @param argument its name
         * @param text what it is
         * @param required whether it must be given
         * @return this builder
         */
        public Builder argument(String argument, String text, boolean required) {
            arguments.add(new Argument(argument, text, required));
            return this;
        }

        /**
         * Completes the prompt.
         *
         * @param handler may block
         * @return the prompt
         */
        public Prompt handler(Handler handler) {
            return new Prompt(this, Handling.blocking(handler::handle));
        }

        /**
         * Completes the prompt.
         *
         * @param handler must not block
         * @return the prompt
         */
        public Prompt asyncHandler(AsyncHandler handler) {
            return new Prompt(this, Handling.async(handler::handle));
        }
    }
}
