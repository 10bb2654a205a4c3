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
 * @param rare members that few requests have, or null if it has none of them
 * @param indexed whether the other members were looked for; false for params made without a scan
 */
public record Params(
        JsonSlice json,
        @Nullable JsonSlice name,
        @Nullable JsonSlice uri,
        @Nullable JsonSlice meta,
        @Nullable JsonSlice progressToken,
        @Nullable JsonSlice requestId,
        @Nullable Rare rare,
        boolean indexed) {

    /**
     * Members that few requests have. Each is a part of the params, or null where it is absent.
     *
     * @param task {@code task}: the wish for a task of 2025-11-25
     * @param requestState {@code requestState}: what a client of 2026-07-28 brings back
     * @param inputResponses {@code inputResponses}: what it answers
     */
    public record Rare(
            @Nullable JsonSlice task,
            @Nullable JsonSlice requestState,
            @Nullable JsonSlice inputResponses) {

        /**
         * What was found, if anything was.
         *
         * @param task see {@link #task()}
         * @param requestState see {@link #requestState()}
         * @param inputResponses see {@link #inputResponses()}
         * @return null if all are
         */
        public static @Nullable Rare of(
                @Nullable JsonSlice task, @Nullable JsonSlice requestState, @Nullable JsonSlice inputResponses) {
            return task == null && requestState == null && inputResponses == null
                    ? null
                    : new Rare(task, requestState, inputResponses);
        }
    }

    /**
     * Params in which nothing was looked for yet; the codec does so when they are sent.
     *
     * @param json a JSON object
     * @return the params
     */
    public static Params of(JsonSlice json) {
        return new Params(json, null, null, null, null, null, null, false);
    }

    /**
     * The wish for a task.
     *
     * @return {@code task}, or null where it is absent or was not looked for
     */
    public @Nullable JsonSlice task() {
        return rare == null ? null : rare.task;
    }

    /**
     * What a client brings back.
     *
     * @return {@code requestState}, or null where it is absent or was not looked for
     */
    public @Nullable JsonSlice requestState() {
        return rare == null ? null : rare.requestState;
    }
}
