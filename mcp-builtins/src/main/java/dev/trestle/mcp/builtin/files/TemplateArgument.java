package dev.trestle.mcp.builtin.files;

import dev.trestle.mcp.server.content.InvalidArgument;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An argument of a template. Clients give texts; a type says which texts.
 *
 * @param name what placeholders call it
 * @param type {@code string}, {@code integer}, {@code number} or {@code boolean}, or the words that it may be with {@code |}
 *     between them
 * @param required whether it must be given
 * @param description for people
 */
record TemplateArgument(String name, String type, boolean required, String description) {

    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,100}(\\.\\d{1,100})?([eE][+-]?\\d{1,3})?");
    private static final Pattern CHOICE = Pattern.compile("[^|]+(\\|[^|]+)+");
    private static final List<String> TYPES = List.of("string", "integer", "number", "boolean");

    /** Whether there is such a type. */
    static boolean isType(String type) {
        return TYPES.contains(type) || CHOICE.matcher(type).matches();
    }

    /** A value that is of the type; the client is told if it is not. */
    String checked(String value) {
        boolean good = switch (type) {
            case "string" -> true;
            case "integer" -> INTEGER.matcher(value).matches();
            case "number" -> NUMBER.matcher(value).matches();
            case "boolean" -> value.equals("true") || value.equals("false");
            default -> choices().contains(value);
        };
        if (!good) {
            throw new InvalidArgument(name, expected());
        }
        return value;
    }

    /** What clients are told of it. */
    String told() {
        String text = description.isEmpty() ? "" : description + " ";
        return type.equals("string") ? description : text + "(" + expected() + ")";
    }

    private String expected() {
        return switch (type) {
            case "integer" -> "an integer";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            default -> "one of " + String.join(", ", choices());
        };
    }

    private List<String> choices() {
        return Arrays.stream(type.split("\\|", -1)).map(String::trim).toList();
    }
}
