package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Results of any version for clients of a legacy one. What the client's version has no form for is put into one that it
 * has, or left out with a note; what would merely be ignored stays. A result that needs nothing is returned itself.
 *
 * <p>Every method throws {@link JsonException} if a result is not what results of its method are. Thread-safe.
 */
public final class Downgrade {

    private static final JsonSlice TASK_OR_NOT = JsonSlice.of("{\"taskSupport\":\"optional\"}");

    private Downgrade() {}

    /**
     * A result for a client, without what {@link Typed#strip} takes away.
     *
     * @param method of the request
     * @param result that ends the request
     * @param rules the version that the client speaks
     * @param wrapped for {@code tools/call}: whether the tool is one of {@link #wrappedTools}
     * @return the result in that version
     */
    public static JsonSlice result(String method, JsonSlice result, LegacyRules rules, boolean wrapped) {
        return switch (method) {
            case "tools/list" -> list(result, "tools", tool -> ToolDefinitions.shape(tool, rules));
            case "prompts/list" -> list(result, "prompts", prompt -> ToolDefinitions.common(prompt, rules));
            case "resources/list" -> list(result, "resources", resource -> ToolDefinitions.common(resource, rules));
            case "resources/templates/list" ->
                list(result, "resourceTemplates", template -> ToolDefinitions.common(template, rules));
            case "tools/call" -> ToolResults.shape(result, rules, wrapped);
            case "prompts/get" -> list(result, "messages", message -> message(message, rules));
            case "resources/read" -> list(result, "contents", ContentBlocks::contents);
            default -> Typed.strip(result);
        };
    }

    /**
     * The tools whose structured content is wrapped, because what they give need not be an object.
     *
     * @param toolsList a {@code tools/list} result as the backend gave it
     * @return names
     */
    public static Set<String> wrappedTools(JsonSlice toolsList) {
        Set<String> names = new HashSet<>();
        JsonSlice tools = Slices.member(toolsList, "tools");
        if (tools != null && Slices.isArray(tools)) {
            for (JsonSlice tool : SliceEditor.elements(tools)) {
                JsonSlice schema = Slices.member(tool, "outputSchema");
                String name = Slices.text(tool, "name");
                if (name != null && schema != null && !Slices.isNull(schema) && OutputSchemas.needWrap(schema)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /**
     * Tools for a client that is shown tasks: each can be called with one and without.
     *
     * @param toolsList a {@code tools/list} result
     * @return the result with {@code execution.taskSupport}
     */
    public static JsonSlice withTasks(JsonSlice toolsList) {
        return Slices.EDITOR.edit(
                toolsList,
                (name, value) -> name.equals("tools") && Slices.isArray(value)
                        ? Slices.EDITOR.map(
                                value,
                                tool -> Slices.isObject(tool)
                                        ? Slices.EDITOR.with(tool, "execution", TASK_OR_NOT)
                                        : tool)
                        : value,
                Map.of());
    }

    /**
     * Tools for a client to whom no tasks are passed on: nothing is said of them, and tools that run in no other way are
     * left out unless they are awaited.
     *
     * @param toolsList a {@code tools/list} result
     * @param awaited whether tools that run as tasks only can be called nevertheless
     * @return the result without them
     */
    public static JsonSlice withoutTasks(JsonSlice toolsList, boolean awaited) {
        return Slices.EDITOR.edit(
                toolsList,
                (name, value) -> name.equals("tools") && Slices.isArray(value)
                        ? Slices.EDITOR.map(value, tool -> withoutTask(tool, awaited))
                        : value,
                Map.of());
    }

    private static @Nullable JsonSlice withoutTask(JsonSlice tool, boolean awaited) {
        JsonSlice execution = Slices.member(tool, "execution");
        if (execution == null) {
            return tool;
        }
        boolean uncallable = !awaited && "required".equals(Slices.text(execution, "taskSupport"));
        return uncallable ? null : Slices.EDITOR.without(tool, "execution");
    }

    /** A null is no value for anything that results have in legacy versions, and strict clients refuse it. */
    private static JsonSlice list(JsonSlice result, String member, Function<JsonSlice, @Nullable JsonSlice> change) {
        return Slices.EDITOR.edit(
                result,
                (name, value) -> {
                    if (name.equals(member)) {
                        return Slices.isArray(value) ? Slices.EDITOR.map(value, change) : JsonSlice.of("[]");
                    }
                    return Slices.isNull(value) ? null : Typed.stripped(name, value);
                },
                Map.of(member, JsonSlice.of("[]")));
    }

    private static JsonSlice message(JsonSlice message, LegacyRules rules) {
        return Slices.isObject(message)
                ? Slices.EDITOR.edit(
                        message,
                        (name, value) -> name.equals("content") ? ContentBlocks.block(value, rules) : value,
                        Map.of())
                : message;
    }
}
