package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Feature;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What tools give. */
final class ToolResults {

    private ToolResults() {}

    static JsonSlice shape(JsonSlice result, LegacyRules rules, boolean wrapped) {
        Map<String, JsonSlice> members = Slices.EDITOR.members(result);
        JsonSlice structured = members.get("structuredContent");
        JsonSlice content = content(members.get("content"), structured, rules);
        return Slices.EDITOR.edit(
                result,
                (name, value) -> switch (name) {
                    case "content" -> content;
                    case "structuredContent" ->
                        rules.knows(Feature.STRUCTURED_CONTENT) ? OutputSchemas.content(value, wrapped) : null;
                    default -> Slices.isNull(value) ? null : Typed.stripped(name, value);
                },
                Map.of("content", content));
    }

    /** A client that does not take the structure shall at least have its text, which not all servers add by themselves. */
    private static JsonSlice content(@Nullable JsonSlice content, @Nullable JsonSlice structured, LegacyRules rules) {
        JsonSlice blocks = content != null && Slices.isArray(content) ? content : JsonSlice.of("[]");
        JsonSlice shaped = Slices.EDITOR.map(blocks, block -> ContentBlocks.block(block, rules));
        if (structured == null || hasText(blocks)) {
            return shaped;
        }
        List<JsonSlice> more = new ArrayList<>(SliceEditor.elements(shaped));
        more.add(ContentBlocks.text(structured.toString()));
        return JsonWriter.write(more);
    }

    private static boolean hasText(JsonSlice blocks) {
        return SliceEditor.elements(blocks).stream().anyMatch(block -> "text".equals(Slices.text(block, "type")));
    }
}
