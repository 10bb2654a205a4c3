package dev.trestle.mcp.json;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds small JSON values. An instance writes one object, member by member; {@link #write} writes any value of the
 * kinds that {@link JsonDecoder} gives. There is no parser in here. Not thread-safe.
 */
public final class JsonWriter {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    private boolean empty = true;

    private JsonWriter() {
        out.write('{');
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
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        append(out, value);
        return JsonSlice.of(out.toByteArray());
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
            out.write(',');
        }
        empty = false;
        append(out, name);
        out.write(':');
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
        byte[] open = out.toByteArray();
        byte[] closed = Arrays.copyOf(open, open.length + 1);
        closed[open.length] = '}';
        return JsonSlice.of(closed);
    }

    private static void append(ByteArrayOutputStream out, @Nullable Object value) {
        if (value instanceof JsonSlice slice) {
            slice.read((array, offset, length) -> {
                out.write(array, offset, length);
                return length;
            });
        } else if (value instanceof CharSequence text) {
            appendString(out, text);
        } else if (value instanceof Map<?, ?> map) {
            appendObject(out, map);
        } else if (value instanceof Iterable<?> items) {
            appendArray(out, items);
        } else if (value instanceof JsonWriter writer) {
            append(out, writer.toSlice());
        } else {
            out.writeBytes(scalar(value).getBytes(StandardCharsets.US_ASCII));
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

    private static void appendObject(ByteArrayOutputStream out, Map<?, ?> map) {
        char separator = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.write(separator);
            appendString(out, String.valueOf(entry.getKey()));
            out.write(':');
            append(out, entry.getValue());
            separator = ',';
        }
        if (map.isEmpty()) {
            out.write('{');
        }
        out.write('}');
    }

    private static void appendArray(ByteArrayOutputStream out, Iterable<?> items) {
        out.write('[');
        boolean first = true;
        for (Object item : items) {
            if (!first) {
                out.write(',');
            }
            first = false;
            append(out, item);
        }
        out.write(']');
    }

    private static void appendString(ByteArrayOutputStream out, CharSequence text) {
        out.write('"');
        int plainFrom = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\') {
                appendPlain(out, text, plainFrom, i);
                appendEscape(out, c);
                plainFrom = i + 1;
            }
        }
        appendPlain(out, text, plainFrom, text.length());
        out.write('"');
    }

    private static void appendPlain(ByteArrayOutputStream out, CharSequence text, int from, int to) {
        if (from < to) {
            out.writeBytes(text.subSequence(from, to).toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void appendEscape(ByteArrayOutputStream out, char c) {
        out.write('\\');
        int letter = "\b\t\n\f\r\"\\".indexOf(c);
        if (letter >= 0) {
            out.write("btnfr\"\\".charAt(letter));
            return;
        }
        out.write('u');
        out.write('0');
        out.write('0');
        out.write(HEX[c >> 4]);
        out.write(HEX[c & 0xF]);
    }
}
