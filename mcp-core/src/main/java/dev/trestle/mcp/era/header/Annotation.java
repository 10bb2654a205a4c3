package dev.trestle.mcp.era.header;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonSlice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One {@code x-mcp-header} of a schema, judged.
 *
 * @param path the names of the properties that lead to it
 * @param header what it says, if that is a string
 * @param problem why it is invalid, or null
 */
record Annotation(
        List<String> path,
        @Nullable String header,
        @Nullable String problem) {

    static final String KEYWORD = "x-mcp-header";

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");

    /**
     * All that a schema has, wherever it stands.
     *
     * @param schema an {@code inputSchema}
     * @return in the order of the text
     * @throws dev.trestle.mcp.json.JsonException if the schema is not JSON
     */
    static List<Annotation> in(JsonSlice schema) {
        List<Annotation> found = new ArrayList<>();
        judge(schema, annotation -> {
            found.add(annotation);
            return true;
        });
        return found;
    }

    /**
     * A schema without the invalid ones.
     *
     * @param schema an {@code inputSchema}
     * @return the schema; the same slice if all are valid
     * @throws dev.trestle.mcp.json.JsonException if the schema is not JSON
     */
    static JsonSlice strip(JsonSlice schema) {
        return judge(schema, annotation -> annotation.problem == null);
    }

    private static JsonSlice judge(JsonSlice schema, Predicate<Annotation> keep) {
        String text = schema.toString();
        // Most schemas have none, and need not be walked through.
        if (!text.contains(KEYWORD) && !text.contains("\\u")) {
            return schema;
        }
        Set<String> taken = new HashSet<>();
        return SchemaWalk.annotations(
                schema,
                KEYWORD,
                place -> keep.test(of(place.path(), place.reachable(), place.type(), place.value(), taken)));
    }

    private static Annotation of(
            List<String> path, boolean reachable, @Nullable JsonSlice type, JsonSlice value, Set<String> taken) {
        String header = SliceEditor.text(value);
        String problem = null;
        if (header == null || !TOKEN.matcher(header).matches()) {
            problem = "is no name of a header";
        } else if (!reachable || path.isEmpty()) {
            problem = "stands where not only `properties` lead";
        } else if (!TYPES.contains(String.valueOf(SliceEditor.text(type)))) {
            problem = "is on a property that is not of exactly one of the types string, integer and boolean";
        } else if (!taken.add(header.toLowerCase(Locale.ROOT))) {
            problem = "is on two properties with the same name";
        }
        return new Annotation(
                path, header, problem == null ? null : KEYWORD + " at /" + String.join("/", path) + " " + problem);
    }
}
