package dev.trestle.mcp.era.task;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a task is doing, as its server says it.
 *
 * @param json all that it said, an object
 * @param id the task's id, empty if it said none
 * @param status the status, empty if it said none
 * @param message a word on the status for people, or null
 * @param pollMillis how often to ask, or 0 if that was not said
 */
record TaskState(
        JsonSlice json, String id, String status, @Nullable String message, long pollMillis) {

    private static final SliceEditor EDITOR = new SliceEditor();
    private static final Set<String> TERMINAL = Set.of("completed", "failed", "cancelled");

    /** The key of {@code _meta} by which a server of 2025-11-25 says of which task something is. */
    static final String RELATED = Modern.RESERVED + "related-task";

    private static final long LONGEST_POLL_MILLIS = 60_000;

    /** Reads one of 2026-07-28; throws {@link JsonException} if it is no object. */
    static TaskState modern(JsonSlice json) {
        return of(json, "pollIntervalMs");
    }

    /** Reads one of 2025-11-25; throws {@link JsonException} if it is no object. */
    static TaskState legacy(JsonSlice json) {
        return of(json, "pollInterval");
    }

    private static TaskState of(JsonSlice json, String pollName) {
        String id = text(json, "taskId");
        String status = text(json, "status");
        return new TaskState(
                json,
                id == null ? "" : id,
                status == null ? "" : status,
                text(json, "statusMessage"),
                poll(json, pollName));
    }

    /** The id of the task that a message says it is of, or null. */
    static @Nullable String relatedTo(JsonSlice params) {
        try {
            return EDITOR.member(params, "_meta")
                    .flatMap(meta -> EDITOR.member(meta, RELATED))
                    .map(related -> text(related, "taskId"))
                    .orElse(null);
        } catch (JsonException e) {
            return null;
        }
    }

    private static @Nullable String text(JsonSlice json, String name) {
        return EDITOR.member(json, name).map(SliceEditor::text).orElse(null);
    }

    private static long poll(JsonSlice json, String name) {
        try {
            return EDITOR.member(json, name)
                    .map(value -> new BigDecimal(value.toString())
                            .max(BigDecimal.ONE)
                            .min(BigDecimal.valueOf(LONGEST_POLL_MILLIS))
                            .longValue())
                    .orElse(0L);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether nothing will come of it any more but what has. */
    boolean isTerminal() {
        return TERMINAL.contains(status);
    }

    /** A member of what was said, or null. */
    @Nullable JsonSlice member(String name) {
        return EDITOR.member(json, name).orElse(null);
    }

    /**
     * What a server of 2025-11-25 said, in words of 2026-07-28.
     *
     * @param knownAs the id that the client knows it by
     * @param shownAs the status
     * @param longest how long it is known to us; the server may know it longer
     */
    JsonWriter toModern(String knownAs, String shownAs, Duration longest) {
        return JsonWriter.object()
                .put("taskId", knownAs)
                .put("status", shownAs)
                .putIfPresent("statusMessage", message)
                .putIfPresent("createdAt", text(json, "createdAt"))
                .putIfPresent("lastUpdatedAt", text(json, "lastUpdatedAt"))
                .put("ttlMs", ttl(longest))
                .putIfPresent("pollIntervalMs", pollMillis > 0 ? pollMillis : null);
    }

    /** Null is for ever, and what is no number says nothing. */
    private long ttl(Duration longest) {
        try {
            return EDITOR.member(json, "ttl")
                    .map(value -> new BigDecimal(value.toString())
                            .max(BigDecimal.ZERO)
                            .min(BigDecimal.valueOf(longest.toMillis()))
                            .longValue())
                    .orElse(longest.toMillis());
        } catch (NumberFormatException e) {
            return longest.toMillis();
        }
    }
}
