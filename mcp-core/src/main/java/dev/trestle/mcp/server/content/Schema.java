package dev.trestle.mcp.server.content;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A small JSON Schema: the arguments of a tool, or the fields of a form. It describes; nothing is validated by it.
 * Immutable: each method that changes something gives a copy. What it has no method for is written with {@link #with}
 * or {@link #raw}.
 */
public final class Schema {

    private final Map<String, @Nullable Object> keywords;
    private final @Nullable JsonSlice raw;

    private Schema(Map<String, @Nullable Object> keywords, @Nullable JsonSlice raw) {
        this.keywords = keywords;
        this.raw = raw;
    }

    /**
     * Text.
     *
     * @param description what it is
     * @return the schema
     */
    public static Schema string(String description) {
        return typed("string", description);
    }

    /**
     * A whole number.
     *
     * @param description what it is
     * @return the schema
     */
    public static Schema integer(String description) {
        return typed("integer", description);
    }

    /**
     * A number.
     *
     * @param description what it is
     * @return the schema
     */
    public static Schema number(String description) {
        return typed("number", description);
    }

    /**
     * True or false.
     *
     * @param description what it is
     * @return the schema
     */
    public static Schema bool(String description) {
        return typed("boolean", description);
    }

    /**
     * One of some texts.
     *
     * @param description what it is
     * @param values the texts
     * @return the schema
     */
    public static Schema choice(String description, String... values) {
        return string(description).with("enum", List.of(values));
    }

    /**
     * A list.
     *
     * @param description what it is
     * @param items what each element is
     * @return the schema
     */
    public static Schema array(String description, Schema items) {
        return typed("array", description).with("items", items.toJson());
    }

    /**
     * An object without properties so far.
     *
     * @return the schema
     */
    public static Schema object() {
        return new Schema(Map.of("type", "object"), null);
    }

    /**
     * A schema as it is.
     *
     * @param json a JSON Schema
     * @return the schema, to which nothing can be added
     */
    public static Schema raw(JsonSlice json) {
        return new Schema(Map.of(), json);
    }

    private static Schema typed(String type, String description) {
        return new Schema(Map.of("type", type), null).with("description", description);
    }

    /**
     * Adds a property that must be there.
     *
     * @param name its name
     * @param value what it is
     * @return a copy
     * @throws IllegalStateException if this is not made by {@link #object()}, or has such a property
     */
    public Schema property(String name, Schema value) {
        List<Object> required = new ArrayList<>();
        if (keywords.get("required") instanceof List<?> known) {
            required.addAll(known);
        }
        required.add(name);
        return optional(name, value).with("required", required);
    }

    /**
     * Adds a property that may be left out.
     *
     * @param name its name
     * @param value what it is
     * @return a copy
     * @throws IllegalStateException if this is not made by {@link #object()}, or has such a property
     */
    public Schema optional(String name, Schema value) {
        if (!"object".equals(keywords.get("type"))) {
            throw new IllegalStateException("only Schema.object() takes properties");
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        if (keywords.get("properties") instanceof Map<?, ?> known) {
            known.forEach((key, schema) -> properties.put((String) key, schema));
        }
        if (properties.put(name, value.toJson()) != null) {
            throw new IllegalStateException("there is a property " + name + " already");
        }
        return with("properties", properties);
    }

    /**
     * Sets what a form shows before the user fills it in.
     *
     * @param value of the schema's own type
     * @return a copy
     */
    public Schema withDefault(Object value) {
        return with("default", value);
    }

    /**
     * Sets any keyword.
     *
     * @param keyword such as {@code format} or {@code minimum}
     * @param value a value of the kinds that {@link JsonWriter#write} takes
     * @return a copy
     * @throws IllegalStateException if this is made by {@link #raw}
     */
    public Schema with(String keyword, Object value) {
        if (raw != null) {
            throw new IllegalStateException("nothing can be added to a raw schema");
        }
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(keywords);
        changed.put(keyword, value);
        return new Schema(changed, null);
    }

    /**
     * The schema as JSON.
     *
     * @return a JSON object
     */
    public JsonSlice toJson() {
        return raw != null ? raw : JsonWriter.write(keywords);
    }
}
