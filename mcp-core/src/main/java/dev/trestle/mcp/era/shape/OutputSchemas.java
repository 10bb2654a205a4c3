package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Output schemas for clients that know structured content of objects alone: any other becomes the one member of an
 * object, and so does what the tool gives.
 */
final class OutputSchemas {

    /** The member that holds what is wrapped. */
    static final String MEMBER = "result";

    private static final String NEW_ROOT = "#/properties/" + MEMBER;
    private static final int DEEPEST = 100;
    private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");
    private static final Set<String> MAPS_OF_SCHEMAS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies");
    private static final JsonSlice ANYTHING = JsonSlice.EMPTY_OBJECT;
    private static final JsonSlice NOTHING = JsonSlice.of("{\"not\":{}}");

    private OutputSchemas() {}

    /** Whether what a schema describes need not be an object. */
    static boolean needWrap(JsonSlice schema) {
        return !"object".equals(Slices.text(schema, "type"));
    }

    /** A schema for a legacy client. */
    static JsonSlice forLegacy(JsonSlice schema) {
        if (needWrap(schema)) {
            return wrap(schema);
        }
        return Slices.EDITOR.edit(
                schema,
                (name, value) -> switch (name) {
                    case "properties" -> Slices.isNull(value) ? null : objects(value);
                    case "required" -> Slices.isNull(value) ? null : value;
                    default -> value;
                },
                Map.of());
    }

    /** Properties of which none is just true or false. */
    static JsonSlice objects(JsonSlice properties) {
        return Slices.isObject(properties)
                ? Slices.EDITOR.edit(properties, (name, schema) -> object(schema), Map.of())
                : JsonSlice.EMPTY_OBJECT;
    }

    private static JsonSlice object(JsonSlice schema) {
        return Slices.isObject(schema) ? schema : schema.equals(JsonSlice.of("false")) ? NOTHING : ANYTHING;
    }

    private static JsonSlice wrap(JsonSlice schema) {
        JsonSlice dialect = Slices.member(schema, "$schema");
        JsonSlice within = dialect == null ? schema : Slices.EDITOR.without(schema, "$schema");
        JsonSlice rebased =
                within.toString().contains("Ref\"") || within.toString().contains("$ref\"")
                        ? rebase(within, 0)
                        : object(within);
        return JsonWriter.object()
                .putIfPresent("$schema", dialect)
                .put("type", "object")
                .put("properties", Map.of(MEMBER, rebased))
                .put("required", List.of(MEMBER))
                .toSlice();
    }

    /** What points to the root points to where the root has gone, but for what has a root of its own by {@code $id}. */
    private static JsonSlice rebase(JsonSlice schema, int depth) {
        if (depth > DEEPEST) {
            return schema;
        }
        if (Slices.isArray(schema)) {
            return Slices.EDITOR.map(schema, element -> rebase(element, depth + 1));
        }
        if (!Slices.isObject(schema) || Slices.isString(Slices.member(schema, "$id"))) {
            return schema;
        }
        return Slices.EDITOR.edit(
                schema,
                (name, value) -> {
                    if (name.equals("$ref") || name.equals("$dynamicRef")) {
                        return reference(value);
                    }
                    if (MAPS_OF_SCHEMAS.contains(name) && Slices.isObject(value)) {
                        return Slices.EDITOR.edit(value, (key, sub) -> rebase(sub, depth + 1), Map.of());
                    }
                    return DATA.contains(name) ? value : rebase(value, depth + 1);
                },
                Map.of());
    }

    private static JsonSlice reference(JsonSlice value) {
        String target = SliceEditor.text(value);
        if (target == null || !(target.equals("#") || target.startsWith("#/"))) {
            return value;
        }
        return JsonWriter.write(NEW_ROOT + target.substring(1));
    }

    /** What a tool gave, in the form of the schema; null if there is none for it. */
    static @Nullable JsonSlice content(JsonSlice value, boolean wrapped) {
        if (wrapped) {
            return JsonWriter.object().put(MEMBER, value).toSlice();
        }
        return Slices.isObject(value) ? value : null;
    }
}
