package dev.trestle.mcp.era.client;

import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.era.shape.AskKind;
import dev.trestle.mcp.json.JsonSlice;
import org.jspecify.annotations.Nullable;

/**
 * A question of a modern server as a legacy client is asked it.
 *
 * @param params what the client gets
 */
record AskedLegacy(@Nullable JsonSlice params) {

    static AskedLegacy of(AskKind kind, @Nullable JsonSlice params, LegacyRules rules) {
        return new AskedLegacy(params);
    }

    JsonSlice answer(JsonSlice result) {
        return result;
    }
}
