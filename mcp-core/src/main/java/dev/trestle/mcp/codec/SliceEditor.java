package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
        return map(array, element -> keep.test(element) ? element : null);
    }

    /**
     * All members of an object.
     *
     * @param object the object
     * @return values by name, unescaped, in the order of the text, each a part of the object
     * @throws JsonException if it is no object, or a name is there twice
     */
    public Map<String, JsonSlice> members(JsonSlice object) {
        Map<String, JsonSlice> members = new LinkedHashMap<>();
        walk(object, (name, start, value) -> {
            if (members.put(name, value) != null) {
                throw new JsonException("a duplicate member at byte " + start);
            }
        });
        return members;
    }

    /**
     * Changes any number of members of an object in one pass.
     *
     * @param object the object
     * @param change what becomes of a member, by name and value: the same value to leave it as it is, another one, or
     *     null to remove it; called for each member in the order of the text, twice for a name that is there twice
     * @param ifAbsent members to append if the object has none of that name
     * @return the changed object; the same slice if nothing changed
     * @throws JsonException if it is no object
     */
    public JsonSlice edit(
            JsonSlice object,
            BiFunction<String, JsonSlice, @Nullable JsonSlice> change,
            Map<String, JsonSlice> ifAbsent) {
        Splice splice = new Splice(object);
        Set<String> present = new HashSet<>();
        int end = walk(object, (name, start, value) -> {
            if (ifAbsent.containsKey(name)) {
                present.add(name);
            }
            splice.next(start, value, change.apply(name, value));
        });
        splice.tail(end);
        ifAbsent.forEach((name, value) -> {
            if (!present.contains(name)) {
                splice.append(JsonWriter.write(name), value);
            }
        });
        return splice.toSlice();
    }

    /**
     * Adds members to the end of an object that has none of some names.
     *
     * @param object the object
     * @param names the names that it must not have
     * @param members at least one member, as it stands between brackets
     * @return the object with the members; null if it has one of the names
     * @throws JsonException if it is no object
     */
    public @Nullable JsonSlice appended(JsonSlice object, Set<String> names, JsonSlice members) {
        try {
            JsonCursor in = JsonCursor.over(object, EnvelopeLimits.WIDEST);
            in.enterObject();
            boolean empty = true;
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                if (names.contains(name)) {
                    return null;
                }
                in.skip();
                empty = false;
            }
            int end = in.position() - 1;
            in.expectEnd();
            byte[] bytes = new byte[Math.addExact(object.length(), members.length() + (empty ? 0 : 1))];
            int at = object.part(0, end).copyTo(bytes, 0);
            if (!empty) {
                bytes[at++] = ',';
            }
            at = members.copyTo(bytes, at);
            object.part(end, object.length()).copyTo(bytes, at);
            return JsonSlice.of(bytes);
        } catch (JsonCursor.Malformed e) {
            throw e.toJsonException();
        }
    }

    /**
     * Changes the elements of an array in one pass.
     *
     * @param array the array
     * @param change what becomes of an element: the same value to leave it as it is, another one, or null to remove it
     * @return the changed array; the same slice if nothing changed
     * @throws JsonException if it is no array
     */
    public JsonSlice map(JsonSlice array, Function<JsonSlice, @Nullable JsonSlice> change) {
        Splice splice = new Splice(array);
        for (JsonSlice element : elements(array)) {
            splice.next(array.indexOf(element), element, change.apply(element));
        }
        return splice.toSlice();
    }

    /**
     * What a string says.
     *
     * @param value any value, or null
     * @return its characters, or null if it is no string
     * @throws JsonException if it is no JSON
     */
    public static @Nullable String text(@Nullable JsonSlice value) {
        if (value == null) {
            return null;
        }
        try {
            JsonCursor in = JsonCursor.over(value, EnvelopeLimits.WIDEST);
            String text = in.string();
            in.expectEnd();
            return text;
        } catch (JsonCursor.Malformed e) {
            throw e.toJsonException();
        }
    }

    /**
     * The elements of an array.
     *
     * @param array the array
     * @return each a part of the array
     * @throws JsonException if it is no array
     */
    public static List<JsonSlice> elements(JsonSlice array) {
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

    /** Goes through an object, and says where its closing bracket is. */
    private static int walk(JsonSlice object, MemberVisitor visitor) {
        try {
            JsonCursor in = JsonCursor.over(object, EnvelopeLimits.WIDEST);
            in.enterObject();
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                int start = in.nameStart();
                visitor.visit(name, start, in.value());
            }
            int end = in.position() - 1;
            in.expectEnd();
            return end;
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

    private interface MemberVisitor {
        void visit(String name, int start, JsonSlice value);
    }

    /** Copies an object or array item by item; an item keeps the comma and the space that stand before it. */
    private static final class Splice {
        private static final JsonSlice COMMA = JsonSlice.of(",");
        private static final JsonSlice COLON = JsonSlice.of(":");

        private final JsonSlice source;
        private final List<JsonSlice> parts = new ArrayList<>(0);
        private int copyFrom;
        private int copyTo;
        private int head = -1;
        private int tail;
        private boolean empty = true;
        private boolean changed;

        Splice(JsonSlice source) {
            this.source = source;
        }

        void next(int start, JsonSlice value, @Nullable JsonSlice becomes) {
            head = head < 0 ? start : head;
            int valueAt = source.indexOf(value);
            int valueEnd = valueAt + value.length();
            boolean same = value.equals(becomes);
            changed |= !same;
            if (becomes != null) {
                copy(empty ? 0 : tail, empty ? head : start);
                copy(start, same ? valueEnd : valueAt);
                if (!same) {
                    add(becomes);
                }
                empty = false;
            }
            tail = valueEnd;
        }

        /** What follows on what was copied last is one part with it, so that what does not change costs nothing. */
        private void copy(int from, int to) {
            if (from != copyTo) {
                flush();
                copyFrom = from;
            }
            copyTo = to;
        }

        private void flush() {
            if (copyFrom < copyTo) {
                parts.add(source.part(copyFrom, copyTo));
            }
            copyFrom = copyTo;
        }

        private void add(JsonSlice part) {
            flush();
            parts.add(part);
        }

        /** Where the rest begins if there was no item. */
        void tail(int end) {
            if (head < 0) {
                head = end;
                tail = end;
            }
        }

        void append(JsonSlice name, JsonSlice value) {
            if (empty) {
                copy(0, head);
            } else {
                add(COMMA);
            }
            add(name);
            add(COLON);
            add(value);
            empty = false;
            changed = true;
        }

        JsonSlice toSlice() {
            if (!changed) {
                return source;
            }
            if (empty) {
                copy(0, head);
            }
            copy(tail, source.length());
            flush();
            return joined(parts.toArray(JsonSlice[]::new));
        }
    }
}
