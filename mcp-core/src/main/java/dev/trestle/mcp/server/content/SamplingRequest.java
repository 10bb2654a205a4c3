package dev.trestle.mcp.server.content;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the client's model is asked. Less usual members can be sent with {@code ClientContext.ask}.
 *
 * @param messages the conversation, in order
 * @param maxTokens how long the answer may be, in tokens
 * @param systemPrompt the system prompt wished for, or null
 * @param temperature the temperature wished for, or null
 * @param stopSequences where the answer shall end
 */
public record SamplingRequest(
        List<PromptMessage> messages,
        int maxTokens,
        @Nullable String systemPrompt,
        @Nullable Double temperature,
        List<String> stopSequences) {

    /** Copies. */
    public SamplingRequest {
        messages = List.copyOf(messages);
        stopSequences = List.copyOf(stopSequences);
    }

    /**
     * A question of one text.
     *
     * @param text the text
     * @param maxTokens how long the answer may be, in tokens
     * @return the request
     */
    public static SamplingRequest of(String text, int maxTokens) {
        return new SamplingRequest(List.of(PromptMessage.user(text)), maxTokens, null, null, List.of());
    }

    /**
     * The same with a system prompt.
     *
     * @param text the prompt wished for
     * @return a copy
     */
    public SamplingRequest withSystemPrompt(String text) {
        return new SamplingRequest(messages, maxTokens, text, temperature, stopSequences);
    }
}
