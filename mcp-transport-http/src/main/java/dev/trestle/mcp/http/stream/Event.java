package dev.trestle.mcp.http.stream;

import dev.trestle.mcp.json.JsonSlice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param stream the number of its stream in its session
 * @param number its number in that stream
 * @param message one line of JSON, or null for the event that only brings an id
 * @param retry how long the client is to wait before it comes back, or null to leave that as it is
 */
public record Event(
        long stream,
        long number,
        @Nullable JsonSlice message,
        @Nullable Duration retry) implements Frame {

    private static final byte[] PREFIX = "event: message\nid: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAME = 64;

    Event(long stream, long number, JsonSlice message) {
        this(stream, number, message, null);
    }

    /** What the client gives back to go on after this event. */
    public String id() {
        return stream + "-" + number;
    }

    @Override
    public int weight() {
        return weight(message);
    }

    static int weight(@Nullable JsonSlice message) {
        return FRAME + (message == null ? 0 : message.length());
    }

    @Override
    public byte[] toBytes() {
        if (message == null) {
            String wait = retry == null ? "" : "\nretry: " + retry.toMillis();
            return ("id: " + id() + wait + "\ndata:\n\n").getBytes(StandardCharsets.US_ASCII);
        }
        int first = digits(stream);
        int second = digits(number);
        byte[] bytes = new byte[PREFIX.length + first + 1 + second + DATA.length + message.length() + 2];
        System.arraycopy(PREFIX, 0, bytes, 0, PREFIX.length);
        int at = PREFIX.length + first;
        write(stream, bytes, at);
        bytes[at] = '-';
        at += 1 + second;
        write(number, bytes, at);
        System.arraycopy(DATA, 0, bytes, at, DATA.length);
        int end = message.copyTo(bytes, at + DATA.length);
        bytes[end] = '\n';
        bytes[end + 1] = '\n';
        return bytes;
    }

    private static int digits(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** Writes the digits of a number, the last of them before a place. */
    private static void write(long number, byte[] target, int end) {
        int at = end;
        long rest = number;
        do {
            target[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
    }

    /**
     * What {@code Last-Event-ID} says: the event of a stream that a client saw last.
     *
     * @param stream the stream's number in its session
     * @param event the event's number in its stream
     */
    public record Id(long stream, long event) {

        private static final int MOST_DIGITS = 18;

        /** Reads an id of ours; null if it is none. */
        public static @Nullable Id parse(String text) {
            int dash = text.indexOf('-');
            if (dash < 0) {
                return null;
            }
            long stream = number(text, 0, dash);
            long event = number(text, dash + 1, text.length());
            return stream < 0 || event < 0 ? null : new Id(stream, event);
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
}
