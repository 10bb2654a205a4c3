package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonSlice;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What kind of value a slice is, by its first byte: all slices in here are parts of one that was read. */
final class Slices {

    static final SliceEditor EDITOR = new SliceEditor();

    private Slices() {}

    static boolean isObject(@Nullable JsonSlice value) {
        return begins(value, '{');
    }

    static boolean isArray(@Nullable JsonSlice value) {
        return begins(value, '[');
    }

    static boolean isNull(@Nullable JsonSlice value) {
        return begins(value, 'n');
    }

    static boolean isString(@Nullable JsonSlice value) {
        return begins(value, '"');
    }

    private static boolean begins(@Nullable JsonSlice value, char first) {
        return value != null && value.length() > 0 && value.byteAt(0) == first;
    }

    /** Whether an object has no member. */
    static boolean isEmpty(JsonSlice object) {
        return EDITOR.members(object).isEmpty();
    }

    /** A member of an object, or null if it is absent, or if the value is no object. */
    static @Nullable JsonSlice member(@Nullable JsonSlice object, String name) {
        return object != null && isObject(object) ? EDITOR.member(object, name).orElse(null) : null;
    }

    /** A member that is a string, or null. */
    static @Nullable String text(@Nullable JsonSlice object, String name) {
        return SliceEditor.text(member(object, name));
    }

    /** The members of an object; none if the value is no object. */
    static Map<String, JsonSlice> members(@Nullable JsonSlice object) {
        return object != null && isObject(object) ? EDITOR.members(object) : Map.of();
    }

    static Optional<JsonSlice> object(@Nullable JsonSlice value) {
        return Optional.ofNullable(value).filter(Slices::isObject);
    }
}
