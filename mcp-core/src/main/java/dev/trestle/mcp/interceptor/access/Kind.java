package dev.trestle.mcp.interceptor.access;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;

/** What rules are about, and what a client is told of one that does not exist. */
enum Kind {
    TOOLS("tools"),
    PROMPTS("prompts"),
    RESOURCES("resources");

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    /** As rules spell it. */
    String word() {
        return word;
    }

    /** The answer to a request that names something which the client must not know of, in the specification's words for unknown ones. */
    McpReply.Failure unknown(McpCall call, String name) {
        JsonRpcError error = switch (this) {
            case TOOLS -> JsonRpcError.of(JsonRpcError.INVALID_PARAMS, "Unknown tool: " + name);
            case PROMPTS -> JsonRpcError.of(JsonRpcError.INVALID_PARAMS, "Unknown prompt: " + name);
            case RESOURCES -> missingResource(call, name);
        };
        return new McpReply.Failure(error, TrestleError.ACCESS_DENIED);
    }

    /** Clients with sessions know a number of its own for it. */
    private static JsonRpcError missingResource(McpCall call, String uri) {
        int code = call.session() == null ? JsonRpcError.INVALID_PARAMS : JsonRpcError.RESOURCE_NOT_FOUND;
        JsonSlice data = JsonWriter.object().put("uri", uri).toSlice();
        return JsonRpcError.of(code, "Resource not found", data);
    }
}
