package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A form of 2025-11-25 and later as 2025-06-18 has it: a choice with titles becomes an enum with names, a choice of
 * several becomes one yes or no for each, and only those keep their defaults.
 */
final class PlainForm {

    private final JsonSlice schema;
    private final List<ChoiceOfSeveral> several;

    private PlainForm(JsonSlice schema, List<ChoiceOfSeveral> several) {
        this.schema = schema;
        this.several = several;
    }

    static PlainForm of(JsonSlice requestedSchema) {
        List<ChoiceOfSeveral> several = new ArrayList<>();
        Map<String, JsonSlice> fields = Slices.members(Slices.member(requestedSchema, "properties"));
        Set<String> required = Set.copyOf(Choice.untitled(Slices.member(requestedSchema, "required")).stream()
                .map(Choice::value)
                .distinct()
                .toList());
        Map<String, JsonSlice> plain = new LinkedHashMap<>();
        fields.forEach((name, field) -> {
            if ("array".equals(Slices.text(field, "type"))) {
                ChoiceOfSeveral choice = ChoiceOfSeveral.of(name, field, required.contains(name), fields.keySet());
                several.add(choice);
                plain.putAll(choice.booleans());
            } else {
                plain.put(name, single(field));
            }
        });
        JsonSlice schema = Slices.EDITOR.edit(
                requestedSchema,
                (name, value) -> switch (name) {
                    case "properties" -> plain.equals(fields) ? value : JsonWriter.write(plain);
                    case "required" -> Slices.isArray(value) ? required(value, several) : value;
                    default -> value;
                },
                Map.of());
        return new PlainForm(schema, List.copyOf(several));
    }

    JsonSlice schema() {
        return schema;
    }

    /** The answer as it would be to the form itself. */
    JsonSlice restore(JsonSlice result) {
        JsonSlice content = Slices.member(result, "content");
        if (several.isEmpty() || !"accept".equals(Slices.text(result, "action"))) {
            return result;
        }
        Map<String, JsonSlice> given = Slices.members(content);
        Map<String, JsonSlice> restored = new LinkedHashMap<>(given);
        for (ChoiceOfSeveral choice : several) {
            choice.restore(given, restored);
        }
        return Slices.EDITOR.with(result, "content", JsonWriter.write(restored));
    }

    private static JsonSlice required(JsonSlice names, List<ChoiceOfSeveral> several) {
        return Slices.EDITOR.map(names, name -> {
            String text = SliceEditor.text(name);
            return several.stream().anyMatch(choice -> choice.name().equals(text)) ? null : name;
        });
    }

    private static JsonSlice single(JsonSlice field) {
        if (!Slices.isObject(field)) {
            return field;
        }
        boolean yesOrNo = "boolean".equals(Slices.text(field, "type"));
        JsonSlice oneOf = Slices.member(field, "oneOf");
        List<Choice> choices = Choice.titled(oneOf);
        Map<String, JsonSlice> named = new LinkedHashMap<>();
        if (!choices.isEmpty()) {
            named.put(
                    "enum", JsonWriter.write(choices.stream().map(Choice::value).toList()));
            named.put(
                    "enumNames",
                    JsonWriter.write(choices.stream().map(Choice::title).toList()));
        }
        return Slices.EDITOR.edit(
                field,
                (name, value) -> {
                    boolean gone = (name.equals("default") && !yesOrNo) || (name.equals("oneOf") && !choices.isEmpty());
                    return gone ? null : value;
                },
                named);
    }
}
