package dev.trestle.mcp.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds small JSON values. An instance writes one object, member by member; {@link #write} writes any value of the
 * kinds that {@link JsonDecoder} gives. There is no parser in here. Not thread-safe.
 */
public final class JsonWriter {

    private final JsonBytes out = new JsonBytes(128);
    private boolean empty = true;

    private JsonWriter() {
        out.add('{');
    }

    /**
     * Begins an object.
     *
     * @return a writer to which members are put
     */
    public static JsonWriter object() {
        return new JsonWriter();
    }

    /**
     * Writes a value: a map with string keys, an iterable, a string, a number, a boolean, null, or a slice as it is.
     *
     * @param value the value
     * @return its JSON
     * @throws IllegalArgumentException if the value, or one within it, is of another kind, or no finite number
     */
    public static JsonSlice write(@Nullable Object value) {
        JsonBytes out = new JsonBytes(64);
        append(out, value);
        return out.toSlice();
    }

    /**
     * Adds a member.
     *
     * @param name the member's name
     * @param value a value of the kinds that {@link #write} takes
     * @return this writer
     */
    public JsonWriter put(String name, @Nullable Object value) {
        if (!empty) {
            out.add(',');
        }
        empty = false;
        out.string(name);
        out.add(':');
        append(out, value);
        return this;
    }

    /**
     * Adds a member unless the value is null.
     *
     * @param name the member's name
     * @param value a value of the kinds that {@link #write} takes, or null to add nothing
     * @return this writer
     */
    public JsonWriter putIfPresent(String name, @Nullable Object value) {
        return value == null ? this : put(name, value);
    }

    /**
     * The object as written so far, closed.
     *
     * @return the object
     */
    public JsonSlice toSlice() {
        return JsonSlice.of(out.ended("}"));
    }

    /**
     * The object as written so far, closed, as a line of a file.
     *
     * @return the object and a line feed; the caller's
     */
    public byte[] toLine() {
        return out.ended("}\n");
    }

    private static void append(JsonBytes out, @Nullable Object value) {
        if (value instanceof JsonSlice slice) {
            out.add(slice);
        } else if (value instanceof CharSequence text) {
            out.string(text);
        } else if (value instanceof Map<?, ?> map) {
            appendObject(out, map);
        } else if (value instanceof Iterable<?> items) {
            appendArray(out, items);
        } else if (value instanceof JsonWriter writer) {
            out.add(writer.out);
            out.add('}');
        } else {
            out.literal(scalar(value));
        }
    }

    private static String scalar(@Nullable Object value) {
        boolean finite = !(value instanceof Double d && !Double.isFinite(d))
                && !(value instanceof Float f && !Float.isFinite(f));
        boolean plain = value == null
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || value instanceof Double
                || value instanceof Float
                || value instanceof BigInteger
                || value instanceof BigDecimal;
        if (!plain || !finite) {
            String kind = value == null ? "null" : value.getClass().getName();
            throw new IllegalArgumentException("not a value that JSON can hold: " + kind);
        }
        return String.valueOf(value);
    }

    private static void appendObject(JsonBytes out, Map<?, ?> map) {
        char separator = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.add(separator);
            out.string(String.valueOf(entry.getKey()));
            out.add(':');
            append(out, entry.getValue());
            separator = ',';
        }
        if (map.isEmpty()) {
            out.add('{');
        }
        out.add('}');
    }

    private static void appendArray(JsonBytes out, Iterable<?> items) {
        out.add('[');
        boolean first = true;
        for (Object item : items) {
            if (!first) {
                out.add(',');
            }
            first = false;
            append(out, item);
        }
        out.add(']');
    }
}
