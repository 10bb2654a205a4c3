package dev.trestle.mcp.http.edge;

import org.jspecify.annotations.Nullable;

/**
 * What {@code Last-Event-ID} says: the event of a stream that a client saw last.
 *
 * @param stream the stream's number in its session
 * @param event the event's number in its stream
 */
record EventId(long stream, long event) {

    private static final int MOST_DIGITS = 18;

    /** Reads an id of ours; null if it is none. */
    static @Nullable EventId parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            return null;
        }
        long stream = number(text, 0, dash);
        long event = number(text, dash + 1, text.length());
        return stream < 0 || event < 0 ? null : new EventId(stream, event);
    }

    private static long number(String text, int from, int to) {
        if (from == to || to - from > MOST_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + c - '0';
        }
        return number;
    }
}
