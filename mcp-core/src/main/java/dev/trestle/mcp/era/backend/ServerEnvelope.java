package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.KnownSlices;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of its client to a server of 2026-07-28, on this hop (`basic`, `_meta`): the version is ours, the rest
 * the client's. Keys that are not the protocol's stay.
 */
final class ServerEnvelope {

    private static final SliceEditor EDITOR = new SliceEditor();
    private static final JsonSlice VERSION = JsonWriter.write(Modern.VERSION);

    /** What envelopes of clients have under the protocol's names, which is the same in all requests of one. */
    private static final KnownSlices<Map<String, JsonSlice>> RESERVED = new KnownSlices<>(ServerEnvelope::reserved);

    private ServerEnvelope() {}

    /** The params with it; whatever the client's own envelope was is replaced. The same params if it says the same. */
    static Params around(@Nullable Params params, CallMetadata metadata) {
        JsonSlice known = params == null || !params.indexed() ? null : params.meta();
        if (params != null && known != null) {
            return isOurs(RESERVED.of(known), metadata)
                    ? params
                    : ParamsIndex.withMeta(params, with(known, ours(metadata)));
        }
        JsonSlice given = params == null ? JsonSlice.EMPTY_OBJECT : params.json();
        JsonSlice meta = EDITOR.member(given, "_meta")
                .filter(value -> value.byteAt(0) == '{')
                .orElse(JsonSlice.EMPTY_OBJECT);
        return Params.of(EDITOR.with(given, "_meta", with(meta, ours(metadata))));
    }

    private static JsonSlice with(JsonSlice meta, Map<String, JsonSlice> ours) {
        return EDITOR.edit(meta, (name, value) -> name.startsWith(Modern.RESERVED) ? ours.get(name) : value, ours);
    }

    /** Whether it is what {@link #ours} would put there, without making that. */
    private static boolean isOurs(Map<String, JsonSlice> reserved, CallMetadata metadata) {
        String level = metadata.logLevel();
        int members = 2 + (metadata.clientInfo() == null ? 0 : 1) + (level == null ? 0 : 1);
        return reserved.size() == members
                && VERSION.equals(reserved.get(Modern.VERSION_KEY))
                && metadata.capabilities().equals(reserved.get(Modern.CAPABILITIES_KEY))
                && Objects.equals(metadata.clientInfo(), reserved.get(Modern.CLIENT_KEY))
                && (level == null || JsonWriter.write(level).equals(reserved.get(Modern.LOG_LEVEL_KEY)));
    }

    /** A name that is there twice is there with null, which none of ours is: both are to be replaced. */
    private static Map<String, JsonSlice> reserved(JsonSlice meta) {
        Map<String, JsonSlice> found = new HashMap<>();
        EDITOR.edit(
                meta,
                (name, value) -> {
                    if (name.startsWith(Modern.RESERVED)) {
                        found.merge(name, value, (first, second) -> JsonSlice.NULL);
                    }
                    return value;
                },
                Map.of());
        return found;
    }

    private static Map<String, JsonSlice> ours(CallMetadata metadata) {
        Map<String, JsonSlice> ours = new LinkedHashMap<>();
        ours.put(Modern.VERSION_KEY, VERSION);
        ours.put(Modern.CAPABILITIES_KEY, metadata.capabilities());
        if (metadata.clientInfo() != null) {
            ours.put(Modern.CLIENT_KEY, metadata.clientInfo());
        }
        if (metadata.logLevel() != null) {
            ours.put(Modern.LOG_LEVEL_KEY, JsonWriter.write(metadata.logLevel()));
        }
        return ours;
    }
}
