package dev.trestle.mcp.jsonrpc;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * The {@code error} member of an error response (JSON-RPC 2.0 §5.1).
 *
 * @param code the error's number
 * @param message the error's one sentence
 * @param json the whole object as received or made, {@code data} and unknown members included
 */
public record JsonRpcError(int code, String message, JsonSlice json) {

    /** Not JSON. */
    public static final int PARSE_ERROR = -32700;

    /** JSON, but not a JSON-RPC message. */
    public static final int INVALID_REQUEST = -32600;

    /** No such method. */
    public static final int METHOD_NOT_FOUND = -32601;

    /** The params are not what the method takes. */
    public static final int INVALID_PARAMS = -32602;

    /** Something failed that the caller cannot mend by asking differently. */
    public static final int INTERNAL_ERROR = -32603;

    /** A resource that does not exist (MCP before 2026-07-28). */
    public static final int RESOURCE_NOT_FOUND = -32002;

    /**
     * An error without data.
     *
     * @param code the number
     * @param message one sentence, safe for any peer to read
     * @return the error
     */
    public static JsonRpcError of(int code, String message) {
        return of(code, message, null);
    }

    /**
     * An error with data.
     *
     * @param code the number
     * @param message one sentence, safe for any peer to read
     * @param data any JSON value, or null for none
     * @return the error
     */
    public static JsonRpcError of(int code, String message, @Nullable JsonSlice data) {
        JsonSlice json = JsonWriter.object()
                .put("code", code)
                .put("message", message)
                .putIfPresent("data", data)
                .toSlice();
        return new JsonRpcError(code, message, json);
    }
}
