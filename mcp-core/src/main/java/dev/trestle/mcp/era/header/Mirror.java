package dev.trestle.mcp.era.header;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The headers {@code Mcp-Method} and {@code Mcp-Name} (2026-07-28, {@code basic/transports/streamable-http}): what they
 * are for a request, and whether those that came fit its body. The checks are apart because other checks stand between
 * them; each gives what is wrong, in words for the client, or nothing. Thread-safe.
 */
public final class Mirror {

    /** The header that repeats the method. */
    public static final String METHOD = "Mcp-Method";

    /** The header that repeats the name of the tool, prompt or resource. */
    public static final String NAME = "Mcp-Name";

    private static final Map<String, String> NAMED_BY = Map.of(
            "tools/call", "name",
            "prompts/get", "name",
            "resources/read", "uri",
            "tasks/get", "taskId",
            "tasks/update", "taskId",
            "tasks/cancel", "taskId");
    private static final SliceEditor EDITOR = new SliceEditor();

    private Mirror() {}

    /**
     * The two headers of a request.
     *
     * @param method its method
     * @param params its params or null
     * @return header values by name, ready to send; the caller's to add to
     */
    public static Map<String, String> headers(String method, @Nullable Params params) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(METHOD, method);
        name(method, params).ifPresent(name -> headers.put(NAME, HeaderValue.encode(name)));
        return headers;
    }

    /**
     * What {@code Mcp-Name} repeats.
     *
     * @param method the method
     * @param params its params or null
     * @return the text of that member; empty if the method has none, or if it is absent or no string
     */
    public static Optional<String> name(String method, @Nullable JsonSlice params) {
        String member = NAMED_BY.get(method);
        if (member == null || params == null) {
            return Optional.empty();
        }
        try {
            return EDITOR.member(params, member).map(SliceEditor::text);
        } catch (JsonException e) {
            // No object, or two of that name: the method's own check of its params says so.
            return Optional.empty();
        }
    }

    /** The same of params in which it was looked for already, as often as not. */
    private static Optional<String> name(String method, @Nullable Params params) {
        if (params == null) {
            return Optional.empty();
        }
        JsonSlice known = known(method, params);
        return known == null ? name(method, params.json()) : Optional.ofNullable(SliceEditor.text(known));
    }

    private static @Nullable JsonSlice known(String method, Params params) {
        String member = NAMED_BY.get(method);
        return "name".equals(member) ? params.name() : "uri".equals(member) ? params.uri() : null;
    }

    /**
     * Checks the method; a header that is missing is another check.
     *
     * @param method the method of the body
     * @param header {@code Mcp-Method} as received, or null if there is none
     * @return what is wrong
     */
    public static Optional<String> wrongMethod(String method, @Nullable String header) {
        String received = HeaderValue.trimOrNull(header);
        return received == null || received.equals(method)
                ? Optional.empty()
                : Optional.of(METHOD + " is not the method of the body");
    }

    /**
     * Checks that there is a method.
     *
     * @param header {@code Mcp-Method} as received, or null if there is none
     * @return what is wrong
     */
    public static Optional<String> missingMethod(@Nullable String header) {
        return header == null ? Optional.of(METHOD + " is missing") : Optional.empty();
    }

    /**
     * Checks the name: there if the body has one, well encoded, and the same. A header that the body has nothing for is
     * ignored.
     *
     * @param method the method of the body
     * @param params the params of the body, or null
     * @param header {@code Mcp-Name} as received, or null if there is none
     * @return what is wrong
     */
    public static Optional<String> wrongName(String method, @Nullable Params params, @Nullable String header) {
        if (params != null && header != null && HeaderValue.says(header, known(method, params))) {
            return Optional.empty();
        }
        Optional<String> name = name(method, params);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (header == null) {
            return Optional.of(NAME + " is missing");
        }
        Optional<String> received = HeaderValue.decode(header);
        if (received.isEmpty()) {
            return Optional.of(NAME + " is neither plain nor well encoded");
        }
        return received.equals(name)
                ? Optional.empty()
                : Optional.of(NAME + " is not params." + NAMED_BY.get(method) + " of the body");
    }
}
