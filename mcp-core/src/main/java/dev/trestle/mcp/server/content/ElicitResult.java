package dev.trestle.mcp.server.content;

import dev.trestle.mcp.json.JsonSlice;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the user did with a form, or with a link that he was asked to open.
 *
 * @param action what he did
 * @param content what he filled in, decoded; empty unless accepted, and always empty for a link. It is what the client
 *     says and was not checked against the form
 * @param json the whole answer
 */
public record ElicitResult(Action action, Map<String, @Nullable Object> content, JsonSlice json) {

    /**
     * Reads an answer.
     *
     * @param json an {@code ElicitResult}
     * @return the answer
     * @throws dev.trestle.mcp.json.JsonException if it is none
     */
    public static ElicitResult of(JsonSlice json) {
        return Answers.elicited(json);
    }

    /** What the user did. */
    public enum Action {
        /** He filled the form in, or agreed to open the link. */
        ACCEPT,
        /** He said no. */
        DECLINE,
        /** He closed it without saying anything. */
        CANCEL
    }

    /**
     * Whether the user accepted.
     *
     * @return true if so
     */
    public boolean accepted() {
        return action == Action.ACCEPT;
    }

    /**
     * A text that was filled in.
     *
     * @param field the field's name
     * @return empty if it is not there or no text
     */
    public Optional<String> string(String field) {
        return content.get(field) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
