package dev.trestle.mcp.testkit.client;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client of 2026-07-28 says of itself in {@code params._meta}. Immutable. */
record ModernEnvelope(Map<String, JsonSlice> meta) {

    static final String VERSION = "2026-07-28";
    static final String PREFIX = "io.modelcontextprotocol/";

    static ModernEnvelope of(String capabilities) {
        return new ModernEnvelope(Map.of())
                .with(PREFIX + "protocolVersion", "\"" + VERSION + "\"")
                .with(PREFIX + "clientInfo", "{\"name\":\"raw\",\"version\":\"1\"}")
                .with(PREFIX + "clientCapabilities", capabilities);
    }

    /** The same with another member, or without one. */
    ModernEnvelope with(String key, @Nullable String json) {
        Map<String, JsonSlice> more = new LinkedHashMap<>(meta);
        if (json == null) {
            more.remove(key);
        } else {
            more.put(key, JsonSlice.of(json));
        }
        return new ModernEnvelope(more);
    }

    /** The version that it names, or null if it names none as a string. */
    @Nullable String version() {
        JsonSlice version = meta.get(PREFIX + "protocolVersion");
        return version != null && Json.parse(version).value() instanceof String text ? text : null;
    }

    /** Params with the envelope in them; members of a {@code _meta} that they have stay, and win. */
    Map<String, Object> around(Map<String, Json> params) {
        Map<String, Object> all = new LinkedHashMap<>();
        params.forEach((name, value) -> all.put(name, written(value)));
        Map<String, Object> whole = new LinkedHashMap<>(meta);
        Json own = params.get("_meta");
        if (own != null) {
            own.members().forEach((name, value) -> whole.put(name, written(value)));
        }
        if (!whole.isEmpty()) {
            all.put("_meta", whole);
        }
        return all;
    }

    private static JsonSlice written(Json value) {
        return JsonWriter.write(value.value());
    }
}
