package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A field of a form in which several values may be chosen, as one field of yes or no for each.
 *
 * @param name of its field
 * @param field its schema
 * @param required whether there must be an answer, be it that none was chosen
 * @param choices by the names of the fields that stand for them
 */
record ChoiceOfSeveral(String name, JsonSlice field, boolean required, Map<String, Choice> choices) {

    private static final JsonSlice TRUE = JsonWriter.write(true);

    static ChoiceOfSeveral of(String name, JsonSlice field, boolean required, Set<String> taken) {
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
        return new ChoiceOfSeveral(name, field, required, choices);
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
                        .put("title", (title == null ? name : title) + ": " + choice.title())
                        .putIfPresent("description", Slices.text(field, "description"))
                        .putIfPresent("default", preset.contains(choice.value()) ? true : null)
                        .toSlice()));
        return booleans;
    }

    /** Nothing ticked and nothing unticked is no answer, unless there must be one: then none was chosen. */
    void restore(Map<String, JsonSlice> given, Map<String, JsonSlice> restored) {
        List<String> values = new ArrayList<>();
        choices.forEach((key, choice) -> {
            if (TRUE.equals(given.get(key))) {
                values.add(choice.value());
            }
        });
        boolean answered = choices.keySet().stream().anyMatch(given::containsKey);
        restored.keySet().removeAll(choices.keySet());
        if (answered || required) {
            restored.put(name, JsonWriter.write(values));
        }
    }
}
