package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Feature;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What lists hold: tools above all, and what tools have in common with prompts and resources. */
final class ToolDefinitions {

    private static final JsonSlice OBJECT = JsonWriter.write("object");
    private static final JsonSlice ANY_OBJECT = JsonSlice.of("{\"type\":\"object\"}");

    private ToolDefinitions() {}

    /** A tool in a version. */
    static JsonSlice shape(JsonSlice tool, LegacyRules rules) {
        if (!Slices.isObject(tool)) {
            return tool;
        }
        JsonSlice title = titleForHints(tool, rules);
        Map<String, JsonSlice> ifAbsent = new LinkedHashMap<>();
        ifAbsent.put("inputSchema", ANY_OBJECT);
        if (title != null) {
            ifAbsent.put("annotations", JsonWriter.object().put("title", title).toSlice());
        }
        return Slices.EDITOR.edit(
                tool,
                (name, value) -> switch (name) {
                    case "inputSchema" -> inputSchema(value);
                    case "annotations" -> hints(value, title, rules);
                    case "outputSchema" ->
                        Slices.isNull(value) || !rules.knows(Feature.STRUCTURED_CONTENT)
                                ? null
                                : OutputSchemas.forLegacy(value);
                    case "execution" -> rules.knows(Feature.TASKS) ? notNull(value) : null;
                    default -> common(name, value, rules);
                },
                ifAbsent);
    }

    /** A prompt, resource or resource template in a version. */
    static JsonSlice common(JsonSlice definition, LegacyRules rules) {
        return Slices.isObject(definition)
                ? Slices.EDITOR.edit(
                        definition,
                        (name, value) -> name.equals("annotations")
                                ? ContentBlocks.annotations(value, rules)
                                : common(name, value, rules),
                        Map.of())
                : definition;
    }

    private static @Nullable JsonSlice common(String name, JsonSlice value, LegacyRules rules) {
        return switch (name) {
            case "title" -> rules.knows(Feature.TITLES) ? notNull(value) : null;
            case "icons" -> rules.knows(Feature.ICONS) ? notNull(value) : null;
            default -> notNull(value);
        };
    }

    /** Between hints and titles there was one version that had the title among the hints. */
    private static @Nullable JsonSlice titleForHints(JsonSlice tool, LegacyRules rules) {
        boolean hintsAlone = rules.knows(Feature.TOOL_ANNOTATIONS) && !rules.knows(Feature.TITLES);
        JsonSlice title = hintsAlone ? Slices.member(tool, "title") : null;
        return Slices.isString(title) ? title : null;
    }

    private static @Nullable JsonSlice hints(JsonSlice value, @Nullable JsonSlice title, LegacyRules rules) {
        if (!rules.knows(Feature.TOOL_ANNOTATIONS)) {
            return null;
        }
        Map<String, JsonSlice> ifAbsent = title == null ? Map.of() : Map.of("title", title);
        if (Slices.isObject(value)) {
            return Slices.EDITOR.edit(value, (name, hint) -> notNull(hint), ifAbsent);
        }
        return title == null ? null : JsonWriter.write(ifAbsent);
    }

    private static JsonSlice inputSchema(JsonSlice schema) {
        if (!Slices.isObject(schema)) {
            return ANY_OBJECT;
        }
        return Slices.EDITOR.edit(
                schema,
                (name, value) -> switch (name) {
                    case "type" -> "object".equals(SliceEditor.text(value)) ? value : OBJECT;
                    case "properties" -> Slices.isNull(value) ? null : OutputSchemas.objects(value);
                    case "required" -> notNull(value);
                    default -> value;
                },
                Map.of("type", OBJECT));
    }

    private static @Nullable JsonSlice notNull(JsonSlice value) {
        return Slices.isNull(value) ? null : value;
    }
}
