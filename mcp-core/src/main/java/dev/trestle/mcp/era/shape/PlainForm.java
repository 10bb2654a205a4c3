package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A form of 2025-11-25 and later as 2025-06-18 has it: a choice with titles becomes an enum with names, a choice of
 * several becomes one yes or no for each, and only those keep their defaults.
 */
final class PlainForm {

    private static final JsonSlice TRUE = JsonWriter.write(true);

    private final JsonSlice schema;
    private final List<Several> several;

    private PlainForm(JsonSlice schema, List<Several> several) {
        this.schema = schema;
        this.several = several;
    }

    static PlainForm of(JsonSlice requestedSchema) {
        List<Several> several = new ArrayList<>();
        Map<String, JsonSlice> fields = Slices.members(Slices.member(requestedSchema, "properties"));
        Set<String> required = Set.copyOf(Choice.untitled(Slices.member(requestedSchema, "required")).stream()
                .map(Choice::value)
                .distinct()
                .toList());
        Map<String, JsonSlice> plain = new LinkedHashMap<>();
        fields.forEach((name, field) -> {
            if ("array".equals(Slices.text(field, "type"))) {
                Several choice = Several.of(name, field, required.contains(name), fields.keySet());
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
        for (Several choice : several) {
            choice.restore(given, restored);
        }
        return Slices.EDITOR.with(result, "content", JsonWriter.write(restored));
    }

    private static JsonSlice required(JsonSlice names, List<Several> several) {
        return Slices.EDITOR.map(names, name -> {
            String text = SliceEditor.text(name);
            return several.stream().anyMatch(choice -> choice.name.equals(text)) ? null : name;
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

    /**
     * One of several values to choose from.
     *
     * @param value what the server gets
     * @param title what the user sees
     */
    private record Choice(String value, String title) {

        static List<Choice> titled(@Nullable JsonSlice options) {
            List<Choice> choices = new ArrayList<>();
            if (options != null && Slices.isArray(options)) {
                for (JsonSlice option : SliceEditor.elements(options)) {
                    String value = Slices.text(option, "const");
                    String title = Slices.text(option, "title");
                    if (value != null) {
                        choices.add(new Choice(value, title == null ? value : title));
                    }
                }
            }
            return choices;
        }

        static List<Choice> untitled(@Nullable JsonSlice values) {
            List<Choice> choices = new ArrayList<>();
            if (values != null && Slices.isArray(values)) {
                for (JsonSlice item : SliceEditor.elements(values)) {
                    String value = SliceEditor.text(item);
                    if (value != null) {
                        choices.add(new Choice(value, value));
                    }
                }
            }
            return choices;
        }
    }

    /**
     * A choice of several.
     *
     * @param name of its field
     * @param field its schema
     * @param required whether there must be an answer, be it that none was chosen
     * @param choices by the names of the fields that stand for them
     */
    private record Several(String name, JsonSlice field, boolean required, Map<String, Choice> choices) {

        static Several of(String name, JsonSlice field, boolean required, Set<String> taken) {
            JsonSlice items = Slices.member(field, "items");
            List<Choice> all = new ArrayList<>(Choice.titled(Slices.member(items, "anyOf")));
            all.addAll(Choice.titled(Slices.member(items, "oneOf")));
            all.addAll(Choice.untitled(Slices.member(items, "enum")));
            Map<String, Choice> choices = new LinkedHashMap<>();
            for (Choice choice : all) {
                String free = name + "__" + choices.size();
                while (taken.contains(free)) {
                    free += "_";
                }
                choices.put(free, choice);
            }
            return new Several(name, field, required, choices);
        }

        Map<String, JsonSlice> booleans() {
            String title = Slices.text(field, "title");
            JsonSlice chosen = Slices.member(field, "default");
            List<String> preset =
                    Choice.untitled(chosen).stream().map(Choice::value).toList();
            Map<String, JsonSlice> booleans = new LinkedHashMap<>();
            choices.forEach((key, choice) -> booleans.put(
                    key,
                    JsonWriter.object()
                            .put("type", "boolean")
                            .put("title", (title == null ? name : title) + ": " + choice.title)
                            .putIfPresent("description", Slices.text(field, "description"))
                            .putIfPresent("default", preset.contains(choice.value) ? true : null)
                            .toSlice()));
            return booleans;
        }

        /** Nothing ticked and nothing unticked is no answer, unless there must be one: then none was chosen. */
        void restore(Map<String, JsonSlice> given, Map<String, JsonSlice> restored) {
            List<String> values = new ArrayList<>();
            choices.forEach((key, choice) -> {
                if (TRUE.equals(given.get(key))) {
                    values.add(choice.value);
                }
            });
            boolean answered = choices.keySet().stream().anyMatch(given::containsKey);
            restored.keySet().removeAll(choices.keySet());
            if (answered || required) {
                restored.put(name, JsonWriter.write(values));
            }
        }
    }
}
