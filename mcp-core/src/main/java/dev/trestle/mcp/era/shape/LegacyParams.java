package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonSlice;
import java.util.Map;

/** The params of a modern request without what a legacy server would not know, or would take offence at. */
public final class LegacyParams {

    private static final SliceEditor EDITOR = new SliceEditor();

    private LegacyParams() {}

    /**
     * Takes away what a legacy server must not see: the envelope, answers and states.
     *
     * @param params the params of a request or notification
     * @return the params without it; the same slice if it has none of it
     */
    public static JsonSlice of(JsonSlice params) {
        return EDITOR.edit(
                params,
                (name, value) -> switch (name) {
                    case "inputResponses", "requestState" -> null;
                    case "_meta" -> value.byteAt(0) == '{' ? metaOf(value) : value;
                    default -> value;
                },
                Map.of());
    }

    private static JsonSlice metaOf(JsonSlice meta) {
        return EDITOR.edit(meta, (name, value) -> name.startsWith(Modern.RESERVED) ? null : value, Map.of());
    }
}
