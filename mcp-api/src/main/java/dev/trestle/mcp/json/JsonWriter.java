package dev.trestle.mcp.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds JSON values. An instance writes one object, member by member, until the object is taken or put into another: then it is
 * closed. {@link #write} writes any value of the kinds that {@link JsonDecoder} gives. There is no parser in here. Not
 * thread-safe.
 */
public final class JsonWriter {

    private static final int USUAL_LENGTH = 128;

    private static final char BEGIN = '{';
    private static final char END = '}';

    private final JsonBytes out;

    /** What stands before the next member: the brace, or a comma; {@link #END} once there can be none. */
    private char before = BEGIN;

    private JsonWriter(int length) {
        out = new JsonBytes(length);
    }

    /**
     * Begins an object.
     *
     * @return a writer to which members are put
     */
    public static JsonWriter object() {
        return new JsonWriter(USUAL_LENGTH);
    }

    /**
     * Begins an object whose length is about known, so that it is not copied as it grows.
     *
     * @param length how many bytes it will have, at least 0; it may come to more or less
     * @return a writer to which members are put
     * @throws IllegalArgumentException if the length is negative
     */
    public static JsonWriter object(int length) {
        if (length < 0) {
            throw new IllegalArgumentException("a length cannot be negative: " + length);
        }
        return new JsonWriter(length);
    }

    /**
     * Writes a value: a map with string keys, an iterable, a string, a number, a boolean, null, a slice as it is, or the object
     * of a writer, which is closed with that.
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
     * @throws IllegalStateException if the object is closed
     */
    public JsonWriter put(String name, @Nullable Object value) {
        name(name);
        append(out, value);
        return this;
    }

    /**
     * Adds a member that is an array of objects, each of which is written where it will stand.
     *
     * @param name the member's name
     * @param items what an object is written for, in order
     * @param members puts the members of the object for an item to the writer that it is given, which is this one; it must not
     *     take the object
     * @param <T> what the items are
     * @return this writer
     * @throws IllegalStateException if the object is closed
     */
    public <T> JsonWriter putObjects(
            String name, Iterable<? extends T> items, BiConsumer<JsonWriter, ? super T> members) {
        name(name);
        out.add('[');
        boolean first = true;
        for (T item : items) {
            if (!first) {
                out.add(',');
            }
            first = false;
            before = BEGIN;
            members.accept(this, item);
            end();
        }
        out.add(']');
        before = ',';
        return this;
    }

    private void name(String name) {
        if (before == END) {
            throw new IllegalStateException("the object is closed: put all members before it is taken");
        }
        out.add(before);
        before = ',';
        out.string(name);
        out.add(':');
    }

    private void end() {
        if (before == BEGIN) {
            out.add(BEGIN);
        }
        if (before != END) {
            out.add(END);
        }
        before = END;
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
     * The object, closed: nothing can be put any more.
     *
     * @return the object
     */
    public JsonSlice toSlice() {
        end();
        return out.toSlice();
    }

    /**
     * The object, closed, as a line of a file: nothing can be put any more.
     *
     * @return the object and a line feed; the caller's
     */
    public byte[] toLine() {
        end();
        return out.toLine();
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
            writer.end();
            out.add(writer.out);
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
