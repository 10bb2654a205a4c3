package dev.trestle.mcp.era.header;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a page of {@code tools/list} declares in {@code x-mcp-header}, and the page without what is invalid in that.
 *
 * @param result the whole result, changed where needed; the same slice if all is valid
 * @param declared what the tools that are left declare, by name; tools without a declaration are not in it
 * @param problems why tools were left out or declarations removed, by the tool's name; for a log
 */
public record ToolHeaders(JsonSlice result, Map<String, MirroredParams> declared, Map<String, String> problems) {

    private static final SliceEditor EDITOR = new SliceEditor();

    /** Makes the maps unmodifiable. */
    public ToolHeaders {
        declared = Map.copyOf(declared);
        problems = Map.copyOf(problems);
    }

    /**
     * Leaves out tools that declare something invalid, as a client must that reaches their server by HTTP of 2026-07-28.
     *
     * @param result a {@code tools/list} result
     * @return what is left
     * @throws JsonException if the result is not JSON
     */
    public static ToolHeaders droppingInvalid(JsonSlice result) {
        return read(result, true);
    }

    /**
     * Removes invalid declarations and keeps their tools: for servers of the legacy era, of stdio and of this process,
     * which never meant them.
     *
     * @param result a {@code tools/list} result
     * @return what is left
     * @throws JsonException if the result is not JSON
     */
    public static ToolHeaders strippingInvalid(JsonSlice result) {
        return read(result, false);
    }

    private static ToolHeaders read(JsonSlice result, boolean drop) {
        Map<String, MirroredParams> declared = new LinkedHashMap<>();
        Map<String, String> problems = new LinkedHashMap<>();
        JsonSlice changed = EDITOR.edit(
                result,
                (name, value) -> name.equals("tools") && value.byteAt(0) == '['
                        ? EDITOR.map(value, tool -> tool(tool, drop, declared, problems))
                        : value,
                Map.of());
        return new ToolHeaders(changed, declared, problems);
    }

    private static @Nullable JsonSlice tool(
            JsonSlice tool, boolean drop, Map<String, MirroredParams> declared, Map<String, String> problems) {
        Optional<JsonSlice> schema = tool.byteAt(0) == '{' ? EDITOR.member(tool, "inputSchema") : Optional.empty();
        String name = schema.flatMap(s -> EDITOR.member(tool, "name"))
                .map(SliceEditor::text)
                .orElse(null);
        if (schema.isEmpty() || name == null) {
            return tool;
        }
        MirroredParams params = MirroredParams.of(schema.get());
        if (params.problem().isPresent()) {
            problems.put(name, params.problem().get());
            if (drop) {
                return null;
            }
            JsonSlice stripped = stripped(schema.get());
            params = MirroredParams.of(stripped);
            declare(name, params, declared);
            return EDITOR.with(tool, "inputSchema", stripped);
        }
        declare(name, params, declared);
        return tool;
    }

    private static void declare(String name, MirroredParams params, Map<String, MirroredParams> declared) {
        if (!params.isEmpty()) {
            declared.put(name, params);
        }
    }

    private static JsonSlice stripped(JsonSlice schema) {
        try {
            return Annotation.strip(schema);
        } catch (JsonException e) {
            // There twice, or so: whoever validates arguments by it will say so.
            return schema;
        }
    }
}
