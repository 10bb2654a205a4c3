package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.KnownSlices;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.Map;

/** The params of a modern request without what a legacy server would not know, or would take offence at. */
public final class LegacyParams {

    private static final SliceEditor EDITOR = new SliceEditor();

    /** What is left of what clients say of themselves, which is the same in all of their requests. */
    private static final KnownSlices<JsonSlice> LEFT = new KnownSlices<>(LegacyParams::metaOf);

    private LegacyParams() {}

    /**
     * Takes away what a legacy server must not see of a request.
     *
     * @param given the params of a request
     * @param mayWish whether a member {@code task} would be the wish for a task, which the client cannot have meant
     * @return the params without it, indexed; the same if they have none of it
     * @throws JsonException if they are no object, or have something twice
     */
    public static Params ofCall(Params given, boolean mayWish) {
        Params params = ParamsIndex.indexed(given);
        if (params.rare() != null) {
            JsonSlice left = EDITOR.edit(
                    params.json(),
                    (name, value) -> switch (name) {
                        case "inputResponses", "requestState" -> null;
                        case "task" -> mayWish ? null : value;
                        default -> value;
                    },
                    Map.of());
            params = ParamsIndex.index(left);
        }
        JsonSlice meta = params.meta();
        if (meta == null) {
            return params;
        }
        JsonSlice left = params.progressToken() == null ? LEFT.of(meta) : metaOf(meta);
        return left.length() == meta.length() ? params : ParamsIndex.withMeta(params, left);
    }

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
