package dev.trestle.mcp.testkit.json;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A decoded JSON value, read by JSON Pointer: {@code reply.at("/result/content/0/text").text()}. A place where nothing is
 * gives a missing value, which says so when it is asked for more. Equality is that of the values. Immutable.
 */
public final class Json {

    private final String place;
    private final boolean present;
    private final @Nullable Object value;

    private Json(String place, boolean present, @Nullable Object value) {
        this.place = place;
        this.present = present;
        this.value = value;
    }

    /**
     * Decodes a text.
     *
     * @param json exactly one JSON value
     * @return the value
     * @throws dev.trestle.mcp.json.JsonException if it is none, or has duplicate keys
     */
    public static Json parse(String json) {
        return parse(JsonSlice.of(json));
    }

    /**
     * Decodes a slice.
     *
     * @param json exactly one JSON value
     * @return the value
     * @throws dev.trestle.mcp.json.JsonException if it is none, or has duplicate keys
     */
    public static Json parse(JsonSlice json) {
        return new Json("", true, KitJsonDecoder.INSTANCE.decode(json));
    }

    /**
     * Looks a place up.
     *
     * @param pointer a JSON Pointer (RFC 6901), empty for this value itself
     * @return the value there, perhaps a missing one
     */
    public Json at(String pointer) {
        if (pointer.isEmpty()) {
            return this;
        }
        if (pointer.charAt(0) != '/') {
            throw new IllegalArgumentException("a pointer begins with '/': " + pointer);
        }
        Json found = this;
        for (String token : pointer.substring(1).split("/", -1)) {
            found = found.child(token);
        }
        return found;
    }

    /**
     * Whether a place has a value; {@code null} is one.
     *
     * @param pointer a JSON Pointer
     * @return true if so
     */
    public boolean has(String pointer) {
        return at(pointer).present;
    }

    /**
     * Whether there is anything here.
     *
     * @return false for a place where nothing is
     */
    public boolean isPresent() {
        return present;
    }

    /**
     * Whether this is the literal {@code null}.
     *
     * @return true if so
     */
    public boolean isNull() {
        return present && value == null;
    }

    /**
     * This string.
     *
     * @return unescaped
     */
    public String text() {
        return as(String.class, "a string");
    }

    /**
     * This integer.
     *
     * @return its value
     */
    public long integer() {
        return as(Long.class, "an integer");
    }

    /**
     * This number, whole or not.
     *
     * @return its value
     */
    public BigDecimal number() {
        return new BigDecimal(as(Number.class, "a number").toString());
    }

    /**
     * This boolean.
     *
     * @return its value
     */
    public boolean bool() {
        return as(Boolean.class, "a boolean");
    }

    /**
     * The elements of this array.
     *
     * @return in order
     */
    public List<Json> items() {
        List<?> list = as(List.class, "an array");
        List<Json> items = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            items.add(new Json(place + "/" + i, true, list.get(i)));
        }
        return items;
    }

    /**
     * The members of this object.
     *
     * @return in document order
     */
    public Map<String, Json> members() {
        Map<?, ?> map = as(Map.class, "an object");
        Map<String, Json> members = new LinkedHashMap<>();
        map.forEach((name, member) -> members.put(String.valueOf(name), new Json(place + "/" + name, true, member)));
        return members;
    }

    /**
     * The plain Java value, of the kinds that {@link dev.trestle.mcp.json.JsonDecoder} gives.
     *
     * @return null for {@code null} and for what is missing
     */
    public @Nullable Object value() {
        return value;
    }

    /**
     * This value as JSON, in the kit's own spelling.
     *
     * @return one line
     */
    public JsonSlice slice() {
        return JsonWriter.write(as(Object.class, "a value"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Json that && present == that.present && Objects.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(value);
    }

    @Override
    public String toString() {
        return present ? JsonWriter.write(value).toString() : "nothing at " + place;
    }

    private Json child(String token) {
        String name = token.replace("~1", "/").replace("~0", "~");
        String there = place + "/" + token;
        if (value instanceof Map<?, ?> map && map.containsKey(name)) {
            return new Json(there, true, map.get(name));
        }
        if (value instanceof List<?> list && name.matches("0|[1-9][0-9]{0,8}")) {
            int index = Integer.parseInt(name);
            return index < list.size() ? new Json(there, true, list.get(index)) : new Json(there, false, null);
        }
        return new Json(there, false, null);
    }

    private <T> T as(Class<T> type, String kind) {
        if (!type.isInstance(value)) {
            String where = place.isEmpty() ? "the value" : "the value at " + place;
            throw new AssertionError(where + " is not " + kind + ": " + this);
        }
        return type.cast(value);
    }
}
