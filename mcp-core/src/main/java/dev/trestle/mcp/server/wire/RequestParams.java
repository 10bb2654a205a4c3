package dev.trestle.mcp.server.wire;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The params of a request, decoded. What is missing or of the wrong kind is -32602, as an {@link McpException}. */
public final class RequestParams {

    private final @Nullable Params params;
    private final Map<String, @Nullable Object> members;

    /**
     * Decodes the params of a call.
     *
     * @param call the call
     */
    public RequestParams(McpCall call) {
        this.params = call.params();
        try {
            this.members = call.arguments();
        } catch (JsonException e) {
            throw invalid("the params cannot be read: " + e.getMessage());
        }
    }

    /**
     * A text.
     *
     * @param member its name
     * @return the text
     */
    public String string(String member) {
        String text = optionalString(member);
        if (text == null) {
            throw invalid("params." + member + " is missing");
        }
        return text;
    }

    /**
     * A text that may be absent.
     *
     * @param member its name
     * @return the text, or null
     */
    public @Nullable String optionalString(String member) {
        Object value = members.get(member);
        if (value != null && !(value instanceof String)) {
            throw invalid("params." + member + " must be a string");
        }
        return (String) value;
    }

    /**
     * An object that may be absent.
     *
     * @param member its name
     * @return its members; none if it is absent
     */
    @SuppressWarnings("unchecked")
    public Map<String, @Nullable Object> object(String member) {
        Object value = members.get(member);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map)) {
            throw invalid("params." + member + " must be an object");
        }
        return (Map<String, @Nullable Object>) value;
    }

    /**
     * An object that may be absent, as sent.
     *
     * @param member its name
     * @return the slice; an empty object if it is absent
     */
    public JsonSlice objectSlice(String member) {
        if (params == null || members.get(member) == null) {
            return JsonSlice.EMPTY_OBJECT;
        }
        return new SliceEditor().member(params.json(), member).orElse(JsonSlice.EMPTY_OBJECT);
    }

    /**
     * Refuses the params.
     *
     * @param message what is wrong, without content
     * @return the exception to throw
     */
    public static McpException invalid(String message) {
        return new McpException(new McpReply.Failure(JsonRpcError.of(JsonRpcError.INVALID_PARAMS, message)));
    }
}
