package dev.trestle.mcp.builtin.catalog;

import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a definition says, for people and models that read rather than parse. */
final class DocText {

    private DocText() {}

    static String of(Entity entity) {
        List<String> lines = new ArrayList<>();
        lines.add("# " + (entity.title() == null ? entity.name() : entity.title()));
        lines.add("");
        lines.add("The " + entity.kind().word() + " `" + entity.name() + "` of the server `" + entity.backend() + "`"
                + (entity.uri().isEmpty() ? "" : ", at `" + entity.uri() + "`") + ".");
        if (entity.description() != null) {
            lines.add("");
            lines.add(entity.description());
        }
        Map<?, ?> definition = object(decoded(entity.definition()));
        List<String> arguments = entity.kind() == Kind.TOOL
                ? properties(object(definition.get("inputSchema")))
                : declared(definition.get("arguments"));
        if (!arguments.isEmpty()) {
            lines.add("");
            lines.add("Arguments:");
            lines.add("");
            lines.addAll(arguments);
        }
        return String.join("\n", lines);
    }

    /** A definition that is no unambiguous JSON is shown as it is and not explained. */
    private static @Nullable Object decoded(JsonSlice definition) {
        try {
            return new StrictJsonDecoder().decode(definition);
        } catch (JsonException e) {
            return null;
        }
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<String> properties(Map<?, ?> schema) {
        List<?> required = schema.get("required") instanceof List<?> list ? list : List.of();
        List<String> lines = new ArrayList<>();
        object(schema.get("properties")).forEach((name, property) -> {
            Map<?, ?> said = object(property);
            lines.add(line(name, type(said), required.contains(name), said.get("description")));
        });
        return lines;
    }

    private static String type(Map<?, ?> property) {
        if (property.get("enum") instanceof List<?> values) {
            return String.join(" or ", values.stream().map(String::valueOf).toList());
        }
        return property.get("type") instanceof String type ? type : "any value";
    }

    private static List<String> declared(@Nullable Object arguments) {
        List<String> lines = new ArrayList<>();
        if (arguments instanceof List<?> list) {
            list.forEach(argument -> {
                Map<?, ?> said = object(argument);
                boolean required = Boolean.TRUE.equals(said.get("required"));
                lines.add(line(said.get("name"), "string", required, said.get("description")));
            });
        }
        return lines;
    }

    private static String line(@Nullable Object name, String type, boolean required, @Nullable Object description) {
        return "- `" + name + "` (" + type + (required ? ", required)" : ")")
                + (description instanceof String text ? ": " + text : "");
    }
}
