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

    private final List<MirroredParam> declarations;
    private final @Nullable String problem;

    private MirroredParams(List<MirroredParam> declarations, @Nullable String problem) {
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
        List<MirroredParam> found = new ArrayList<>();
        String problem = null;
        try {
            for (Annotation annotation : Annotation.in(inputSchema)) {
                if (annotation.problem() != null) {
                    problem = problem == null ? annotation.problem() : problem;
                } else {
                    found.add(new MirroredParam(annotation.path(), PREFIX + annotation.header()));
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
        for (MirroredParam declared : declarations) {
            try {
                JsonSlice argument = declared.in(arguments);
                if (argument != null && MirroredParam.isScalar(argument)) {
                    String text = SliceEditor.text(argument);
                    headers.put(declared.header(), HeaderValue.encode(text == null ? argument.toString() : text));
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
        for (MirroredParam declared : declarations) {
            String wrong = declared.mismatch(arguments, header.apply(declared.header()));
            if (wrong != null) {
                return Optional.of(declared.header() + " " + wrong);
            }
        }
        return Optional.empty();
    }
}
