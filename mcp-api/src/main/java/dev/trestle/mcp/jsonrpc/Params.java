package dev.trestle.mcp.jsonrpc;

import dev.trestle.mcp.json.JsonSlice;
import org.jspecify.annotations.Nullable;

/**
 * The {@code params} of a message, unread but for the few members that whoever carries it must know. Each of these is
 * a part of {@link #json()}, or null where it is absent.
 *
 * @param json the whole object
 * @param name {@code name}: the tool or prompt
 * @param uri {@code uri}: the resource
 * @param meta {@code _meta}
 * @param progressToken {@code _meta.progressToken} of a request, {@code progressToken} of a progress notification
 * @param requestId {@code requestId} of a cancellation
 * @param indexed whether the other members were looked for; false for params made without a scan
 */
public record Params(
        JsonSlice json,
        @Nullable JsonSlice name,
        @Nullable JsonSlice uri,
        @Nullable JsonSlice meta,
        @Nullable JsonSlice progressToken,
        @Nullable JsonSlice requestId,
        boolean indexed) {

    /**
     * Params in which nothing was looked for yet; the codec does so when they are sent.
     *
     * @param json a JSON object
     * @return the params
     */
    public static Params of(JsonSlice json) {
        return new Params(json, null, null, null, null, null, false);
    }
}
