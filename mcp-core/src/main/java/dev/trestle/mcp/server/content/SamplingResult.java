package dev.trestle.mcp.server.content;

import dev.trestle.mcp.json.JsonSlice;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the client's model answered.
 *
 * @param role who speaks
 * @param content the blocks that are text, image or audio, in order
 * @param model the model's name
 * @param stopReason why it stopped, or null
 * @param json the whole answer, with blocks of other kinds
 */
public record SamplingResult(
        Role role,
        List<Content> content,
        String model,
        @Nullable String stopReason,
        JsonSlice json) {

    /** Copies. */
    public SamplingResult {
        content = List.copyOf(content);
    }

    /**
     * Reads an answer.
     *
     * @param json a {@code CreateMessageResult}
     * @return the answer
     * @throws dev.trestle.mcp.json.JsonException if it is none
     */
    public static SamplingResult of(JsonSlice json) {
        return Answers.sampled(json);
    }

    /**
     * All the text in it.
     *
     * @return the texts, joined; empty if there is none
     */
    public String text() {
        return content.stream()
                .filter(Content.Text.class::isInstance)
                .map(block -> ((Content.Text) block).text())
                .collect(Collectors.joining());
    }
}
