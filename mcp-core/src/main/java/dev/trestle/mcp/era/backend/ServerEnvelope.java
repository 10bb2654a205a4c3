package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of its client to a server of 2026-07-28, on this hop (`basic`, `_meta`): the version is ours, the rest
 * the client's. Keys that are not the protocol's stay.
 */
final class ServerEnvelope {

    private static final SliceEditor EDITOR = new SliceEditor();

    private ServerEnvelope() {}

    /** The params with it; whatever the client's own envelope was is replaced. */
    static Params around(@Nullable Params params, CallMetadata metadata) {
        JsonSlice given = params == null ? JsonSlice.EMPTY_OBJECT : params.json();
        Map<String, JsonSlice> ours = ours(metadata);
        JsonSlice meta = EDITOR.member(given, "_meta")
                .filter(value -> value.byteAt(0) == '{')
                .orElse(JsonSlice.EMPTY_OBJECT);
        JsonSlice complete =
                EDITOR.edit(meta, (name, value) -> name.startsWith(Modern.RESERVED) ? ours.get(name) : value, ours);
        return Params.of(EDITOR.with(given, "_meta", complete));
    }

    private static Map<String, JsonSlice> ours(CallMetadata metadata) {
        Map<String, JsonSlice> ours = new LinkedHashMap<>();
        ours.put(Modern.VERSION_KEY, JsonWriter.write(Modern.VERSION));
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
