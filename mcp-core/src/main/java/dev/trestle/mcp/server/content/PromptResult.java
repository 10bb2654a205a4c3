package dev.trestle.mcp.server.content;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prompt, filled in.
 *
 * @param description what it is for, or null
 * @param messages in order
 */
public record PromptResult(@Nullable String description, List<PromptMessage> messages) {

    /** Copies. */
    public PromptResult {
        messages = List.copyOf(messages);
    }

    /**
     * A prompt of some messages.
     *
     * @param messages in order
     * @return the prompt
     */
    public static PromptResult of(PromptMessage... messages) {
        return new PromptResult(null, List.of(messages));
    }

    /**
     * A prompt of one text by the user.
     *
     * @param text the text
     * @return the prompt
     */
    public static PromptResult text(String text) {
        return of(PromptMessage.user(text));
    }
}
