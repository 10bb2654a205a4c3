package dev.trestle.mcp.testkit.client;

import org.jspecify.annotations.Nullable;

/**
 * One block of an event stream, as it was sent. A block without data is no event to a browser, but it still sets the last
 * event id or the retry time, so tests see it.
 *
 * @param id the {@code id} field, or null if there was none
 * @param event the {@code event} field, or null if there was none, which means {@code message}
 * @param data the {@code data} lines joined by line feeds, or null if there was none
 * @param retry the {@code retry} field in milliseconds, or null if there was none
 */
public record SseEvent(
        @Nullable String id,
        @Nullable String event,
        @Nullable String data,
        @Nullable Long retry) {

    /**
     * Whether this carries a message: it has data that is not empty, and is of the default kind.
     *
     * @return false for priming events and others
     */
    public boolean isMessage() {
        return data != null && !data.isEmpty() && (event == null || event.equals("message"));
    }
}
