package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the messages of a {@link ModernServer}. */
final class Messages {

    private static final Set<String> CACHEABLE = Set.of(
            "server/discover",
            "tools/list",
            "prompts/list",
            "resources/list",
            "resources/templates/list",
            "resources/read");
    private static final Map<String, String> SERVER = Map.of("name", "era", "version", "1");

    private Messages() {}

    static JsonSlice notification(String method, @Nullable JsonSlice params) {
        return JsonWriter.object()
                .put("jsonrpc", "2.0")
                .put("method", method)
                .putIfPresent("params", params)
                .toSlice();
    }

    /** Adds what every result has, and what those have that may be kept; a result that asks is none of them. */
    static JsonSlice result(Json id, String method, Json plain) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        boolean asks = plain.has("/resultType");
        if (!asks) {
            all.put("resultType", "complete");
        }
        plain.members().forEach((name, value) -> all.put(name, value.value()));
        if (CACHEABLE.contains(method) && !asks) {
            all.put("ttlMs", 0);
            all.put("cacheScope", "private");
        }
        Map<String, @Nullable Object> meta = new LinkedHashMap<>();
        meta.put(Meta.PREFIX + Meta.SERVER, SERVER);
        if (plain.has("/_meta")) {
            plain.at("/_meta").members().forEach((name, value) -> meta.put(name, value.value()));
        }
        all.put("_meta", meta);
        return envelope(id).put("result", all).toSlice();
    }

    /** An error; it has no id if the request's could not be read. */
    static JsonSlice error(Json id, JsonRpcError error) {
        return envelope(id).put("error", error.json()).toSlice();
    }

    private static JsonWriter envelope(Json id) {
        JsonWriter message = JsonWriter.object().put("jsonrpc", "2.0");
        return id.isPresent() ? message.put("id", id.value()) : message;
    }
}
