package dev.trestle.mcp.policy.schema;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.policy.tools.Recent;
import dev.trestle.mcp.policy.tools.ToolLists;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds the arguments of {@code tools/call} against the tool's {@code inputSchema} before the server sees them, and by option
 * its {@code structuredContent} against the {@code outputSchema} (2025-11-25 and 2026-07-28, `server/tools`). What does not
 * fit becomes a tool execution error that names path, rule and what was expected, so that a model can mend it.
 *
 * <p>Schemas are those that the server lists; they are asked for once and kept, and asked for again before anybody is refused. A tool that is not listed, a list that cannot be
 * had and a schema that cannot be used refuse nothing. Thread-safe; never blocks.
 */
public final class Validation implements CallInterceptor {

    private final Builder options;
    private final LongSupplier nanoTime;
    private @Nullable InterceptorContext context;
    private @Nullable ToolLists<Tool> tools;

    /** Sessions that are shown the same share the compiled schema. */
    private final Recent<Named, ToolSchema> schemas;

    Validation(Builder options, LongSupplier nanoTime) {
        this.options = options;
        this.nanoTime = nanoTime;
        this.schemas = new Recent<>(options.maxSchemas);
    }

    private record Named(String name, JsonSlice schema) {}

    private record Tool(
            @Nullable ToolSchema input, @Nullable ToolSchema output) {}

    /**
     * Begins with the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether it has nothing to do.
     *
     * @return true if neither arguments nor results are checked
     */
    public boolean isOff() {
        return !options.arguments && !options.results;
    }

    /** The options, for people. */
    @Override
    public String toString() {
        return "validation, arguments " + options.arguments + ", results " + options.results + ", schemaTtl "
                + options.schemaTtl + ", maxSchema " + options.maxSchema + ", maxSteps " + options.maxSteps
                + ", maxLists "
                + options.maxLists + ", maxSchemas " + options.maxSchemas;
    }

    @Override
    public void attach(InterceptorContext lent) {
        context = lent;
        tools = new ToolLists<>(
                lent,
                options.schemaTtl,
                options.maxLists,
                (view, name, tool) -> new Tool(
                        schema(lent, view, name, tool, "inputSchema"), schema(lent, view, name, tool, "outputSchema")),
                nanoTime);
    }

    private @Nullable ToolSchema schema(
            InterceptorContext lent, String view, String tool, JsonSlice declared, String member) {
        JsonSlice schema = lent.editor().member(declared, member).orElse(null);
        if (schema == null) {
            return null;
        }
        String name = member + " of tool '" + tool + "' of backend '" + view + "'";
        return schemas.computeIfAbsent(new Named(name, schema), known -> true, new ToolSchema(name, schema));
    }

    @Override
    public CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next) {
        CallObserver hearing = known().hearing(observer, call);
        if (!call.method().equals("tools/call")) {
            return next.call(call, hearing);
        }
        return checked(call, hearing, next, false);
    }

    private CompletionStage<McpReply> checked(McpCall call, CallObserver observer, McpBackend next, boolean anew) {
        // Without a list the server itself will say what is wrong.
        CompletableFuture<Optional<Tool>> tool = known().of(call, next, anew)
                .exceptionally(problem -> Optional.empty())
                .toCompletableFuture();
        if (tool.isDone()) {
            return checked(call, observer, next, tool.join().orElse(null), anew);
        }
        observer.waits(tool);
        return tool.thenCompose(found -> checked(call, observer, next, found.orElse(null), anew));
    }

    private CompletionStage<McpReply> checked(
            McpCall call, CallObserver observer, McpBackend next, @Nullable Tool tool, boolean anew) {
        if (tool == null) {
            return next.call(call, observer);
        }
        // Made again, it has the arguments that were checked before.
        ToolSchema input = options.arguments && call.round() == 0 ? tool.input() : null;
        if (input != null) {
            Object arguments = call.arguments().get("arguments");
            List<Violation> wrong = violations(input, arguments == null ? Map.of() : arguments);
            if (!wrong.isEmpty() && !anew) {
                return checked(call, observer, next, true);
            }
            if (!wrong.isEmpty()) {
                return CompletableFuture.completedFuture(refusal(
                        TrestleError.INVALID_ARGUMENTS,
                        "The arguments of tool '",
                        "' are not what its schema says: ",
                        call,
                        wrong));
            }
        }
        CompletionStage<McpReply> reply = next.call(call, observer);
        ToolSchema output = options.results ? tool.output() : null;
        return output == null ? reply : reply.thenApply(answer -> checked(call, answer, output));
    }

    private McpReply checked(McpCall call, McpReply reply, ToolSchema output) {
        // Without content it is the promise of a result, such as a task.
        if (!(reply instanceof McpReply.Result result)
                || lent().editor().member(result.json(), "content").isEmpty()
                || lent().editor()
                        .member(result.json(), "isError")
                        .filter(value -> value.toString().equals("true"))
                        .isPresent()) {
            return reply;
        }
        Optional<JsonSlice> content = lent().editor().member(result.json(), "structuredContent");
        List<Violation> wrong = content.isEmpty()
                ? List.of(new Violation("", "required", "must be there (structuredContent)"))
                : violations(output, lent().decoder().decode(content.get()));
        return wrong.isEmpty()
                ? reply
                : refusal(
                        TrestleError.INVALID_RESULT,
                        "The result of tool '",
                        "' is not what its schema says: ",
                        call,
                        wrong);
    }

    private List<Violation> violations(ToolSchema schema, @Nullable Object value) {
        try {
            return schema.compiled(lent().decoder(), options.maxSchema, options.maxSteps)
                    .map(compiled -> compiled.violations(value))
                    .orElse(List.of());
        } catch (CompiledSchema.Uncheckable e) {
            schema.unusable(String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private static McpReply refusal(
            TrestleError error, String what, String isWrong, McpCall call, List<Violation> wrong) {
        String message = what
                + call.target()
                + isWrong
                + wrong.stream().map(Violation::toString).collect(Collectors.joining("; "));
        return error.toolFailure(message, Map.of("errors", Violation.toJson(wrong)));
    }

    @Override
    public SessionPeer around(SessionPeer peer, String view) {
        return known().hearing(peer, view);
    }

    private ToolLists<Tool> known() {
        if (tools == null) {
            throw new IllegalStateException("not attached to a gateway");
        }
        return tools;
    }

    private InterceptorContext lent() {
        if (context == null) {
            throw new IllegalStateException("not attached to a gateway");
        }
        return context;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private boolean arguments = true;
        private boolean results;
        private int maxSchema = 256 * 1024;
        private int maxSteps = 1_000_000;
        private int maxLists = 1_000;
        private int maxSchemas = 10_000;
        private Duration schemaTtl = Duration.ofMinutes(5);

        private Builder() {}

        /**
         * Whether arguments are held against {@code inputSchema}; true by default.
         *
         * @param checked whether they are
         * @return this builder
         */
        public Builder arguments(boolean checked) {
            arguments = checked;
            return this;
        }

        /**
         * Whether results are held against {@code outputSchema} too; false by default.
         *
         * @param checked whether they are
         * @return this builder
         */
        public Builder results(boolean checked) {
            results = checked;
            return this;
        }

        /**
         * How long a schema may be; 256 KiB by default. A longer one refuses nothing.
         *
         * @param bytes at least 1
         * @return this builder
         */
        public Builder maxSchema(int bytes) {
            maxSchema = positive(bytes, "maxSchema");
            return this;
        }

        /**
         * How much work checking one value may be, in values and characters looked at; a million by default. A value that is more
         * is refused.
         *
         * @param steps at least 1
         * @return this builder
         */
        public Builder maxSteps(int steps) {
            maxSteps = positive(steps, "maxSteps");
            return this;
        }

        /**
         * How many clients' lists of tools are kept; 1,000 by default. One that was forgotten is asked for again.
         *
         * @param lists at least 1
         * @return this builder
         */
        public Builder maxLists(int lists) {
            maxLists = positive(lists, "maxLists");
            return this;
        }

        /**
         * How many different schemas are kept for all those lists; 10,000 by default.
         *
         * @param different at least 1
         * @return this builder
         */
        public Builder maxSchemas(int different) {
            maxSchemas = positive(different, "maxSchemas");
            return this;
        }

        /**
         * How long a list is believed of a server that says nothing; 5 min by default.
         *
         * @param age a positive duration
         * @return this builder
         */
        public Builder schemaTtl(Duration age) {
            if (age.isNegative() || age.isZero()) {
                throw new IllegalArgumentException("schemaTtl must be positive, not " + age);
            }
            schemaTtl = age;
            return this;
        }

        private static int positive(int value, String name) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be positive, not " + value);
            }
            return value;
        }

        /**
         * Makes the interceptor, for {@code Place.VALIDATION} of one gateway.
         *
         * @return the interceptor
         */
        public Validation build() {
            return build(System::nanoTime);
        }

        Validation build(LongSupplier nanoTime) {
            return new Validation(this, nanoTime);
        }
    }
}
