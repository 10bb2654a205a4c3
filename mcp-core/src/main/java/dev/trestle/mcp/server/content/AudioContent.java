package dev.trestle.mcp.server.content;

import org.jspecify.annotations.Nullable;

/**
 * A sound; a line of text to clients of 2024-11-05, which know none.
 *
 * @param data the sound file in Base64
 * @param mimeType such as {@code audio/wav}
 * @param annotations for whom it is, or null
 */
public record AudioContent(
        String data, String mimeType, @Nullable Annotations annotations) implements Content {
    @Override
    public AudioContent with(Annotations changed) {
        return new AudioContent(data, mimeType, changed);
    }
}
