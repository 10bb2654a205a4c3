package dev.trestle.mcp.era.header;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One argument that a header repeats.
 *
 * @param path the names that lead from the arguments to the value
 * @param header the header's whole name
 */
record MirroredParam(List<String> path, String header) {

    private static final SliceEditor EDITOR = new SliceEditor();

    /** The argument; null if it is absent or null. */
    @Nullable JsonSlice in(@Nullable JsonSlice arguments) {
        JsonSlice value = arguments;
        for (String name : path) {
            if (value == null || value.length() == 0 || value.byteAt(0) != '{') {
                return null;
            }
            value = EDITOR.member(value, name).orElse(null);
        }
        return JsonSlice.NULL.equals(value) ? null : value;
    }

    @Nullable String mismatch(@Nullable JsonSlice arguments, @Nullable String received) {
        JsonSlice argument;
        try {
            argument = in(arguments);
        } catch (JsonException e) {
            return "belongs to an argument that is there twice";
        }
        if (argument == null) {
            return null;
        }
        if (!isScalar(argument)) {
            // Of the wrong type anyway: without a header, the tool says so.
            return received == null ? null : "belongs to an argument that no header can hold";
        }
        if (received == null) {
            return "is missing";
        }
        Optional<String> text = HeaderValue.decode(received);
        if (text.isEmpty()) {
            return "is neither plain nor well encoded";
        }
        return same(argument, text.get()) ? null : "is not the argument of the body";
    }

    private static boolean same(JsonSlice argument, String received) {
        String text = SliceEditor.text(argument);
        if (text != null) {
            return text.equals(received);
        }
        String json = argument.toString();
        return json.equals(received) || Numbers.areEqual(json, received);
    }

    /** Whether a header can hold an argument. */
    static boolean isScalar(JsonSlice argument) {
        return argument.byteAt(0) != '{' && argument.byteAt(0) != '[';
    }
}
