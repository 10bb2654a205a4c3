package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Edits slices by copying all bytes but those of the member or element in question. A name that is there twice is
 * refused, for nobody knows which of the two is meant.
 *
 * <p>Thread-safe.
 */
public final class SliceEditor implements JsonEditor {

    /** An editor. */
    public SliceEditor() {}

    @Override
    public Optional<JsonSlice> member(JsonSlice object, String name) {
        return Optional.ofNullable(MemberScan.of(object, name).value());
    }

    @Override
    public JsonSlice with(JsonSlice object, String name, JsonSlice value) {
        MemberScan found = MemberScan.of(object, name);
        JsonSlice old = found.value();
        if (old != null) {
            int at = object.indexOf(old);
            return joined(object.part(0, at), value, object.part(at + old.length(), object.length()));
        }
        JsonSlice key = JsonWriter.write(name);
        JsonSlice head = object.part(0, found.appendAt());
        JsonSlice tail = object.part(found.appendAt(), object.length());
        JsonSlice comma = JsonSlice.of(found.empty() ? "" : ",");
        return joined(head, comma, key, JsonSlice.of(":"), value, tail);
    }

    @Override
    public JsonSlice without(JsonSlice object, String name) {
        MemberScan found = MemberScan.of(object, name);
        if (found.value() == null) {
            return object;
        }
        return joined(object.part(0, found.cutFrom()), object.part(found.cutTo(), object.length()));
    }

    @Override
    public JsonSlice filter(JsonSlice array, Predicate<JsonSlice> keep) {
        List<JsonSlice> elements = elements(array);
        List<JsonSlice> parts = new ArrayList<>();
        int end = 0;
        for (JsonSlice element : elements) {
            int start = array.indexOf(element);
            if (keep.test(element)) {
                // What stands before the first is the bracket, what stands before another has the comma.
                boolean first = parts.isEmpty();
                parts.add(first ? array.part(0, array.indexOf(elements.get(0))) : array.part(end, start));
                parts.add(element);
            }
            end = start + element.length();
        }
        if (parts.size() == 2 * elements.size()) {
            return array;
        }
        if (parts.isEmpty()) {
            parts.add(array.part(0, array.indexOf(elements.get(0))));
        }
        parts.add(array.part(end, array.length()));
        return joined(parts.toArray(JsonSlice[]::new));
    }

    private static List<JsonSlice> elements(JsonSlice array) {
        try {
            JsonCursor in = JsonCursor.over(array, EnvelopeLimits.WIDEST);
            List<JsonSlice> elements = new ArrayList<>();
            in.enterArray();
            while (in.nextElement()) {
                elements.add(in.value());
            }
            in.expectEnd();
            return elements;
        } catch (JsonCursor.Malformed e) {
            throw e.toJsonException();
        }
    }

    private static JsonSlice joined(JsonSlice... parts) {
        long length = 0;
        for (JsonSlice part : parts) {
            length += part.length();
        }
        if (length > Integer.MAX_VALUE - 8) {
            throw new JsonException("the changed value is too long");
        }
        byte[] bytes = new byte[(int) length];
        int at = 0;
        for (JsonSlice part : parts) {
            at = part.copyTo(bytes, at);
        }
        return JsonSlice.of(bytes);
    }
}
