package dev.trestle.mcp.policy.schema;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.List;

/**
 * One way in which a value is not what its schema says.
 *
 * @param path where, as a JSON pointer; empty for the whole value
 * @param rule the keyword of the schema
 * @param expected what was expected there
 */
record Violation(String path, String rule, String expected) {

    @Override
    public String toString() {
        return (path.isEmpty() ? "the whole" : path) + ": " + expected + " (" + rule + ")";
    }

    static JsonSlice toJson(List<Violation> violations) {
        return JsonWriter.write(violations.stream()
                .map(each -> JsonWriter.object()
                        .put("path", each.path())
                        .put("rule", each.rule())
                        .put("expected", each.expected()))
                .toList());
    }
}
