package dev.trestle.mcp.era.header;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one tool that headers named {@code Mcp-Param-*} repeat, as its {@code inputSchema} declares with
 * {@code x-mcp-header} (2026-07-28, {@code server/tools}). Immutable.
 */
public final class MirroredParams {

    /** Of a tool that declares none. */
    public static final MirroredParams NONE = new MirroredParams(List.of(), null);

    static final String PREFIX = "Mcp-Param-";
    private static final SliceEditor EDITOR = new SliceEditor();

    private final List<Declaration> declarations;
    private final @Nullable String problem;

    private MirroredParams(List<Declaration> declarations, @Nullable String problem) {
        this.declarations = List.copyOf(declarations);
        this.problem = problem;
    }

    /**
     * Reads the declarations of a schema.
     *
     * @param inputSchema of a tool
     * @return its declarations; none, and the {@link #problem}, if one of them is invalid
     */
    public static MirroredParams of(JsonSlice inputSchema) {
        List<Declaration> found = new ArrayList<>();
        String problem = null;
        try {
            for (Annotation annotation : Annotation.in(inputSchema)) {
                if (annotation.problem() != null) {
                    problem = problem == null ? annotation.problem() : problem;
                } else {
                    found.add(new Declaration(annotation.path(), PREFIX + annotation.header()));
                }
            }
        } catch (JsonException e) {
            problem = "inputSchema cannot be read: " + e.getMessage();
        }
        return new MirroredParams(problem == null ? found : List.of(), problem);
    }

    /**
     * Why the declarations are invalid, in words for a log: names of the schema may be in them, no values.
     *
     * @return empty if they are valid
     */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /**
     * Whether nothing is declared.
     *
     * @return true if no header is needed for any arguments
     */
    public boolean isEmpty() {
        return declarations.isEmpty();
    }

    /**
     * The headers to send with a call.
     *
     * @param arguments the call's arguments, or null if it has none
     * @return header values by name; none for arguments that are absent, null, or no string, number or boolean
     */
    public Map<String, String> headers(@Nullable JsonSlice arguments) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Declaration declared : declarations) {
            try {
                JsonSlice argument = declared.in(arguments);
                if (argument != null && isScalar(argument)) {
                    String text = SliceEditor.text(argument);
                    headers.put(declared.header, HeaderValue.encode(text == null ? argument.toString() : text));
                }
            } catch (JsonException e) {
                // An argument that is there twice has no value; the server says what it thinks of that.
            }
        }
        return headers;
    }

    /**
     * Checks the headers that came with a call. Integers are compared as numbers, all else as text. A header for an
     * argument that is absent or null is ignored, as is one that nothing declares.
     *
     * @param arguments the call's arguments, or null if it has none
     * @param header gives a header's value as received, by name (any case), or null if there is none
     * @return what is wrong, in words for the client; empty if all fits
     */
    public Optional<String> mismatch(@Nullable JsonSlice arguments, Function<String, @Nullable String> header) {
        for (Declaration declared : declarations) {
            String wrong = declared.mismatch(arguments, header.apply(declared.header));
            if (wrong != null) {
                return Optional.of(declared.header + " " + wrong);
            }
        }
        return Optional.empty();
    }

    private static boolean isScalar(JsonSlice value) {
        return value.byteAt(0) != '{' && value.byteAt(0) != '[';
    }

    /**
     * One header.
     *
     * @param path the names that lead from the arguments to the value
     * @param header the header's whole name
     */
    private record Declaration(List<String> path, String header) {

        /** The argument; null if it is absent or null. */
        @Nullable JsonSlice in(@Nullable JsonSlice arguments) {
            JsonSlice value = arguments;
            for (String name : path) {
                if (value == null || value.length() == 0 || value.byteAt(0) != '{') {
                    return null;
                }
                value = EDITOR.member(value, name).orElse(null);
            }
            return JsonSlice.NULL.equals(value) ? null : value;
        }

        @Nullable String mismatch(@Nullable JsonSlice arguments, @Nullable String received) {
            JsonSlice argument;
            try {
                argument = in(arguments);
            } catch (JsonException e) {
                return "belongs to an argument that is there twice";
            }
            if (argument == null) {
                return null;
            }
            if (!isScalar(argument)) {
                // Of the wrong type anyway: without a header, the tool says so.
                return received == null ? null : "belongs to an argument that no header can hold";
            }
            if (received == null) {
                return "is missing";
            }
            Optional<String> text = HeaderValue.decode(received);
            if (text.isEmpty()) {
                return "is neither plain nor well encoded";
            }
            return same(argument, text.get()) ? null : "is not the argument of the body";
        }

        private static boolean same(JsonSlice argument, String received) {
            String text = SliceEditor.text(argument);
            if (text != null) {
                return text.equals(received);
            }
            String json = argument.toString();
            return json.equals(received) || Numbers.areEqual(json, received);
        }
    }
}
