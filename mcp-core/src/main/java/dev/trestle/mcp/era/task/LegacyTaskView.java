package dev.trestle.mcp.era.task;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tasks as 2025-11-25 has them ({@code Task}), made of those of 2026-07-28. */
final class LegacyTaskView {

    private static final SliceEditor EDITOR = new SliceEditor();
    private static final Set<String> STATUSES = Set.of("working", "input_required", "completed", "failed", "cancelled");

    private LegacyTaskView() {}

    /**
     * A task of a server. One whose result is an error has failed in this version.
     *
     * @param state what the server says, of 2026-07-28
     * @param id the task's id
     * @param heard when it was first heard of, in case that the server does not say when it was made
     * @throws JsonException if it has no status that there is
     */
    static JsonSlice of(TaskState state, String id, Instant heard) {
        if (!STATUSES.contains(state.status())) {
            throw new JsonException("a task of no status that there is");
        }
        JsonSlice result = object(state.member("result"));
        boolean failed = state.status().equals("completed") && isError(result);
        String made = text(state.json(), "createdAt", heard.toString());
        return JsonWriter.object()
                .put("taskId", id)
                .put("status", failed ? "failed" : state.status())
                .putIfPresent("statusMessage", message(state))
                .put("createdAt", made)
                .put("lastUpdatedAt", text(state.json(), "lastUpdatedAt", made))
                .put("ttl", whole(state.member("ttlMs")))
                .putIfPresent("pollInterval", whole(state.member("pollIntervalMs")))
                .toSlice();
    }

    /** A task that was over when it was made, for the server answered at once. */
    static JsonSlice finished(String id, JsonSlice result, Instant made, Duration ttl) {
        return JsonWriter.object()
                .put("taskId", id)
                .put("status", isError(result) ? "failed" : "completed")
                .put("createdAt", made.toString())
                .put("lastUpdatedAt", made.toString())
                .put("ttl", ttl.toMillis())
                .toSlice();
    }

    /** The same task, cancelled. */
    static JsonSlice cancelled(JsonSlice view, Instant when) {
        return EDITOR.edit(
                view,
                (name, value) -> switch (name) {
                    case "status" -> JsonWriter.write("cancelled");
                    case "lastUpdatedAt" -> JsonWriter.write(when.toString());
                    case "statusMessage" -> null;
                    default -> value;
                },
                Map.of());
    }

    /** A message, or a result, that tells of which task it is. */
    static JsonSlice related(JsonSlice json, String id) {
        JsonSlice task = JsonWriter.object().put("taskId", id).toSlice();
        JsonSlice meta = object(EDITOR.member(json, "_meta").orElse(null));
        return EDITOR.with(json, "_meta", EDITOR.with(meta, TaskState.RELATED, task));
    }

    /** Why a task failed it may say in its error alone. */
    private static @Nullable String message(TaskState state) {
        return state.message() != null
                ? state.message()
                : EDITOR.member(object(state.member("error")), "message")
                        .map(SliceEditor::text)
                        .orElse(null);
    }

    private static boolean isError(JsonSlice result) {
        return EDITOR.member(result, "isError")
                .filter(json -> json.toString().equals("true"))
                .isPresent();
    }

    private static JsonSlice object(@Nullable JsonSlice json) {
        return json == null || json.byteAt(0) != '{' ? JsonSlice.EMPTY_OBJECT : json;
    }

    private static String text(JsonSlice json, String name, String otherwise) {
        return EDITOR.member(json, name).map(SliceEditor::text).orElse(otherwise);
    }

    /** This version has whole numbers; null is for ever, or for no wish. */
    private static @Nullable Long whole(@Nullable JsonSlice millis) {
        try {
            return millis == null
                    ? null
                    : Long.valueOf(new BigDecimal(millis.toString())
                            .max(BigDecimal.ZERO)
                            .min(BigDecimal.valueOf(Long.MAX_VALUE))
                            .longValue());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
