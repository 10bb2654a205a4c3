package dev.trestle.mcp.testkit.fake;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.json.Json;
import org.jspecify.annotations.Nullable;

/** Makes the messages of a {@link ScriptedServer}. */
final class Wire {

    private Wire() {}

    static JsonSlice reply(Json id, McpReply reply) {
        JsonWriter message = envelope().put("id", id.value());
        return reply.fold(
                result -> message.put("result", result.json()).toSlice(),
                input -> message.put("result", input.json()).toSlice(),
                failure -> message.put("error", failure.error().json()).toSlice());
    }

    static JsonSlice notification(String method, @Nullable String params) {
        return envelope()
                .put("method", method)
                .putIfPresent("params", params == null ? null : JsonSlice.of(params))
                .toSlice();
    }

    static JsonSlice request(Object id, String method, @Nullable String params) {
        return envelope()
                .put("id", id)
                .put("method", method)
                .putIfPresent("params", params == null ? null : JsonSlice.of(params))
                .toSlice();
    }

    static JsonWriter envelope() {
        return JsonWriter.object().put("jsonrpc", "2.0");
    }
}
