package dev.trestle.mcp.era.shape;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import org.jspecify.annotations.Nullable;

/** A question as a legacy client is asked it, which knows how to read the answer. Immutable. */
public final class LegacyQuestion {

    private final String method;
    private final JsonSlice asked;
    private final JsonSlice params;
    private final @Nullable String elicitationId;
    private final @Nullable PlainForm form;

    LegacyQuestion(
            String method,
            JsonSlice asked,
            JsonSlice params,
            @Nullable String elicitationId,
            @Nullable PlainForm form) {
        this.method = method;
        this.asked = asked;
        this.params = params;
        this.elicitationId = elicitationId;
        this.form = form;
    }

    /**
     * What to ask with.
     *
     * @return params for the client's version
     */
    public JsonSlice params() {
        return params;
    }

    /**
     * The id of a question by link, under which its completion can be told.
     *
     * @return the id, or null if this is no such question
     */
    public @Nullable String elicitationId() {
        return elicitationId;
    }

    /**
     * Reads the client's answer.
     *
     * @param result of the client
     * @return the answer to the question as the server asked it
     */
    public Answer answer(JsonSlice result) {
        try {
            JsonSlice restored = form == null ? result : form.restore(result);
            return new Answer(
                    restored, Questions.problem(method, asked, restored).orElse(null));
        } catch (JsonException e) {
            return new Answer(result, "the answer cannot be read: " + e.getMessage());
        }
    }

    /**
     * An answer.
     *
     * @param result what the server gets
     * @param problem why the server should not get it, without anything of what the user entered; null if it is sound
     */
    public record Answer(JsonSlice result, @Nullable String problem) {}
}
