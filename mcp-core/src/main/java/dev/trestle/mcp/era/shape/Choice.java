package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of several values to choose from in a form.
 *
 * @param value what the server gets
 * @param title what the user sees
 */
record Choice(String value, String title) {

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
