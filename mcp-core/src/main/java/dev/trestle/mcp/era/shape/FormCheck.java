package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonSlice;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user entered against the flat schema of a form: types, choices, lengths and bounds, and what must be there.
 * Formats and patterns are left to the server that asks.
 */
final class FormCheck {

    private static final JsonDecoder DECODER = new StrictJsonDecoder();

    private FormCheck() {}

    /** What is wrong with the content of an accepted form, by the name of the field and without its value. */
    static Optional<String> problem(JsonSlice schema, @Nullable JsonSlice content) {
        Object decoded = content == null ? Map.of() : DECODER.decode(content);
        if (!(decoded instanceof Map<?, ?> entered)) {
            return Optional.of("`content` is no object");
        }
        Map<?, ?> form = map(DECODER.decode(schema));
        for (Object name : list(form.get("required"))) {
            if (!entered.containsKey(name)) {
                return Optional.of("`" + name + "` is missing");
            }
        }
        for (Map.Entry<?, ?> field : map(form.get("properties")).entrySet()) {
            if (entered.containsKey(field.getKey())) {
                String wrong = value(map(field.getValue()), entered.get(field.getKey()));
                if (wrong != null) {
                    return Optional.of("`" + field.getKey() + "` " + wrong);
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable String value(Map<?, ?> field, @Nullable Object value) {
        return switch (String.valueOf(field.get("type"))) {
            case "string" -> value instanceof String text ? text(field, text) : "is no text";
            case "boolean" -> value instanceof Boolean ? null : "is neither true nor false";
            case "number" -> value instanceof Number number ? number(field, number) : "is no number";
            case "integer" ->
                value instanceof Number number && isWhole(number) ? number(field, number) : "is no whole number";
            case "array" -> value instanceof List<?> values ? several(field, values) : "is no list";
            default -> null;
        };
    }

    private static @Nullable String text(Map<?, ?> field, String text) {
        List<Object> choices = choices(field);
        if (!choices.isEmpty() && !choices.contains(text)) {
            return "is none of the choices";
        }
        int length = text.codePointCount(0, text.length());
        return outside(field, "minLength", "maxLength", BigDecimal.valueOf(length)) ? "is too short or too long" : null;
    }

    private static @Nullable String number(Map<?, ?> field, Number number) {
        return outside(field, "minimum", "maximum", decimal(number)) ? "is out of range" : null;
    }

    private static @Nullable String several(Map<?, ?> field, List<?> values) {
        List<Object> choices = choices(map(field.get("items")));
        for (Object value : values) {
            if (!(value instanceof String) || (!choices.isEmpty() && !choices.contains(value))) {
                return "has what is none of the choices";
            }
        }
        return outside(field, "minItems", "maxItems", BigDecimal.valueOf(values.size()))
                ? "has too few or too many choices"
                : null;
    }

    private static List<Object> choices(Map<?, ?> field) {
        List<Object> choices = new ArrayList<>(list(field.get("enum")));
        for (String titled : List.of("oneOf", "anyOf")) {
            for (Object option : list(field.get(titled))) {
                if (map(option).get("const") instanceof String value) {
                    choices.add(value);
                }
            }
        }
        return choices;
    }

    private static boolean outside(Map<?, ?> field, String least, String most, BigDecimal value) {
        return (field.get(least) instanceof Number min && value.compareTo(decimal(min)) < 0)
                || (field.get(most) instanceof Number max && value.compareTo(decimal(max)) > 0);
    }

    private static boolean isWhole(Number number) {
        return !(number instanceof BigDecimal decimal)
                || decimal.stripTrailingZeros().scale() <= 0;
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
