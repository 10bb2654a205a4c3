package dev.trestle.mcp.era.header;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Goes to every place of a JSON Schema where a schema can stand, and nowhere else: not into defaults and examples. */
final class SchemaWalk {

    private static final Set<String> SCHEMAS = Set.of(
            "items",
            "prefixItems",
            "additionalItems",
            "unevaluatedItems",
            "contains",
            "additionalProperties",
            "unevaluatedProperties",
            "propertyNames",
            "contentSchema",
            "not",
            "if",
            "then",
            "else",
            "allOf",
            "anyOf",
            "oneOf");
    private static final Set<String> MAPS_OF_SCHEMAS =
            Set.of("$defs", "definitions", "patternProperties", "dependentSchemas", "dependencies");
    /** Far deeper than tools are; each level takes several frames of the stack. */
    private static final int DEEPEST = 100;

    private static final SliceEditor EDITOR = new SliceEditor();

    private final String keyword;
    private final Predicate<Place> keep;
    private int depth;

    private SchemaWalk(String keyword, Predicate<Place> keep) {
        this.keyword = keyword;
        this.keep = keep;
    }

    /**
     * A schema without some of its annotations.
     *
     * @param schema the schema
     * @param keyword of the annotation
     * @param keep whether one stays
     * @return the schema; the same slice if all stay
     * @throws JsonException if it is not JSON, or nested too deep to be walked through
     */
    static JsonSlice annotations(JsonSlice schema, String keyword, Predicate<Place> keep) {
        return new SchemaWalk(keyword, keep).schema(schema, List.of(), true);
    }

    private JsonSlice schema(JsonSlice schema, List<String> path, boolean reachable) {
        if (!isObject(schema)) {
            return schema;
        }
        if (++depth > DEEPEST) {
            throw new JsonException("nested deeper than " + DEEPEST + " schemas");
        }
        JsonSlice type = EDITOR.member(schema, "type").orElse(null);
        JsonSlice kept = EDITOR.edit(
                schema,
                (name, value) -> name.equals(keyword)
                        ? keep.test(new Place(path, reachable, type, value)) ? value : null
                        : member(name, value, path, reachable),
                Map.of());
        depth--;
        return kept;
    }

    private JsonSlice member(String name, JsonSlice value, List<String> path, boolean reachable) {
        if (name.equals("properties")) {
            return map(value, path, reachable);
        }
        if (MAPS_OF_SCHEMAS.contains(name)) {
            return map(value, path, false);
        }
        return SCHEMAS.contains(name) ? oneOrMore(value, path) : value;
    }

    private JsonSlice map(JsonSlice schemas, List<String> path, boolean reachable) {
        return isObject(schemas)
                ? EDITOR.edit(schemas, (name, value) -> schema(value, and(path, name), reachable), Map.of())
                : schemas;
    }

    private JsonSlice oneOrMore(JsonSlice value, List<String> path) {
        return value.byteAt(0) == '['
                ? EDITOR.map(value, element -> schema(element, path, false))
                : schema(value, path, false);
    }

    private static List<String> and(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    private static boolean isObject(JsonSlice value) {
        return value.length() > 0 && value.byteAt(0) == '{';
    }

    /**
     * Where an annotation stands.
     *
     * @param path names of properties and definitions on the way
     * @param reachable whether there is nothing but {@code properties} on the way
     * @param type of the schema that has it, or null
     * @param value of the annotation
     */
    record Place(
            List<String> path, boolean reachable, @Nullable JsonSlice type, JsonSlice value) {}
}
