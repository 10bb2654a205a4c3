package dev.trestle.mcp.server;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.server.content.InvalidArgument;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call, decoded. A method that finds its argument missing, null or of another kind throws
 * {@link InvalidArgument}, which the client is told; the {@code optional…} ones take missing and null for absent.
 * Immutable.
 */
public final class Arguments {

    private static final Arguments NONE = new Arguments("", Map.of(), JsonSlice.EMPTY_OBJECT);

    private final String path;
    private final Map<String, @Nullable Object> values;
    private final @Nullable JsonSlice outermost;
    private final @Nullable Arguments around;
    private final String name;

    /** Looked up in those around it when somebody wants it, which few do; several threads find the same. */
    private @Nullable JsonSlice inner;

    Arguments(String path, Map<String, @Nullable Object> values, JsonSlice slice) {
        this.path = path;
        this.values = values;
        this.outermost = slice;
        this.around = null;
        this.name = "";
    }

    private Arguments(String path, Map<String, @Nullable Object> values, Arguments around, String name) {
        this.path = path;
        this.values = values;
        this.outermost = null;
        this.around = around;
        this.name = name;
    }

    /** The params of a request, in which a wrong or missing member is found like a wrong or missing argument. */
    static Arguments params(McpCall call) {
        Params params = call.params();
        try {
            return new Arguments("params", call.arguments(), params == null ? JsonSlice.EMPTY_OBJECT : params.json());
        } catch (JsonException e) {
            throw Failures.invalid("the params cannot be read: " + e.getMessage());
        }
    }

    /** The member {@code arguments} of params, from where its own members are named; empty if it is absent. */
    Arguments arguments() {
        return member("arguments", "").orElse(NONE);
    }

    /**
     * A text.
     *
     * @param name the argument
     * @return the text
     */
    public String string(String name) {
        return optionalString(name).orElseThrow(() -> missing(name, "a string"));
    }

    /**
     * A text that may be absent.
     *
     * @param name the argument
     * @return the text, or empty
     */
    public Optional<String> optionalString(String name) {
        return optional(name, String.class, "a string");
    }

    /**
     * A whole number.
     *
     * @param name the argument
     * @return the number; {@code 3.0} is one too
     */
    public long integer(String name) {
        return optionalInteger(name).orElseThrow(() -> missing(name, "an integer"));
    }

    /**
     * A whole number that may be absent.
     *
     * @param name the argument
     * @return the number, or empty
     */
    public OptionalLong optionalInteger(String name) {
        Optional<Number> value = optional(name, Number.class, "an integer");
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(decimal(value.get()).longValueExact());
        } catch (ArithmeticException e) {
            throw new InvalidArgument(at(name), "an integer of 64 bits");
        }
    }

    /**
     * A number.
     *
     * @param name the argument
     * @return the nearest double
     */
    public double number(String name) {
        return optionalNumber(name).orElseThrow(() -> missing(name, "a number"));
    }

    /**
     * A number that may be absent.
     *
     * @param name the argument
     * @return the nearest double, or empty
     */
    public OptionalDouble optionalNumber(String name) {
        Optional<Number> value = optional(name, Number.class, "a number");
        return value.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(value.get().doubleValue());
    }

    /**
     * True or false.
     *
     * @param name the argument
     * @return the value
     */
    public boolean bool(String name) {
        return optionalBool(name).orElseThrow(() -> missing(name, "true or false"));
    }

    /**
     * True or false, or absent.
     *
     * @param name the argument
     * @return the value, or empty
     */
    public Optional<Boolean> optionalBool(String name) {
        return optional(name, Boolean.class, "true or false");
    }

    /**
     * A list whose elements are all of one kind; empty if it is absent.
     *
     * @param name the argument
     * @param kind {@code String}, {@code Long}, {@code Number}, {@code Boolean}, {@code Map} or {@code List}
     * @param <T> the kind
     * @return unmodifiable
     */
    public <T> List<T> list(String name, Class<T> kind) {
        List<?> found = optional(name, List.class, "a list").orElse(List.of());
        List<T> elements = new ArrayList<>(found.size());
        for (Object element : found) {
            if (!kind.isInstance(element)) {
                String place = at(name) + "[" + elements.size() + "]";
                throw new InvalidArgument(place, "of the kind " + kind.getSimpleName());
            }
            elements.add(kind.cast(element));
        }
        return List.copyOf(elements);
    }

    /**
     * An object.
     *
     * @param name the argument
     * @return its members, as arguments
     */
    public Arguments object(String name) {
        return optionalObject(name).orElseThrow(() -> missing(name, "an object"));
    }

    /**
     * An object that may be absent.
     *
     * @param name the argument
     * @return its members, as arguments, or empty
     */
    public Optional<Arguments> optionalObject(String name) {
        return member(name, at(name));
    }

    @SuppressWarnings("unchecked")
    private Optional<Arguments> member(String name, String there) {
        Optional<?> found = optional(name, Map.class, "an object");
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Arguments(there, (Map<String, @Nullable Object>) found.get(), this, name));
    }

    /**
     * All of it, decoded: texts, {@code Long}, {@code BigInteger}, {@code BigDecimal}, booleans, maps, lists and null.
     *
     * @return unmodifiable, in the order sent
     */
    public Map<String, @Nullable Object> values() {
        return values;
    }

    /**
     * All of it, as sent: for a JSON mapper of your own, {@code mapper.readValue(arguments.slice().bytes(), …)}.
     *
     * @return a JSON object without duplicate keys
     */
    public JsonSlice slice() {
        if (outermost != null) {
            return outermost;
        }
        JsonSlice known = inner;
        if (known == null) {
            known = Objects.requireNonNull(around).member(name);
            inner = known;
        }
        return known;
    }

    private <T> Optional<T> optional(String name, Class<T> kind, String expected) {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!kind.isInstance(value)) {
            throw new InvalidArgument(at(name), expected);
        }
        return Optional.of(kind.cast(value));
    }

    private InvalidArgument missing(String name, String expected) {
        return new InvalidArgument(at(name), expected + ", but is missing");
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private JsonSlice member(String name) {
        return new SliceEditor().member(slice(), name).orElse(JsonSlice.EMPTY_OBJECT);
    }

    private static BigDecimal decimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        return number instanceof BigInteger integer ? new BigDecimal(integer) : BigDecimal.valueOf(number.longValue());
    }
}
