package dev.trestle.mcp.http.link;

import dev.trestle.mcp.json.JsonSlice;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one connection's part of an event stream, in pieces cut anywhere (WHATWG HTML, 9.2.6): lines end with LF, CR or CRLF,
 * a byte order mark at the start is skipped, comments and unknown fields are ignored, several {@code data} lines are joined.
 * Data are bytes and not decoded. A block that its end does not follow is never told. Not thread-safe.
 */
public final class SseParser {

    private static final int LONGEST_ID = 4096;
    private static final int MOST_DIGITS = 15;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int maxEvent;
    private final Sink sink;
    private final Bytes line = new Bytes();
    private boolean lineSkipped;
    private boolean firstLine = true;
    private boolean afterCarriageReturn;
    private String type = "";
    private @Nullable String id;
    private @Nullable Bytes data;
    private long skipped;
    private Ends ends = new Ends();

    /**
     * A parser at the start of a connection.
     *
     * @param maxEvent how many bytes a line, and the data of an event, may have
     * @param sink told what was read
     */
    public SseParser(int maxEvent, Sink sink) {
        this.maxEvent = maxEvent;
        this.sink = sink;
    }

    /** Told what a stream says, in its order. */
    public interface Sink {

        /**
         * An event.
         *
         * @param type its type, "message" unless it names one
         * @param data its data, perhaps empty
         */
        void event(String type, JsonSlice data);

        /**
         * An event that was skipped because it is too large.
         *
         * @param bytes about how large it is
         * @param beginning the first bytes of its data, a few hundred at most
         * @param end the last ones, likewise
         */
        void tooLarge(long bytes, JsonSlice beginning, JsonSlice end);

        /**
         * What has come so far need not be sent again; told before the event that has the id, if it has data.
         *
         * @param id what to give back; empty for none
         */
        void position(String id);

        /**
         * How long to wait before coming back.
         *
         * @param wait zero or more
         */
        void retry(Duration wait);
    }

    /**
     * Reads a piece.
     *
     * @param bytes not kept
     * @param offset index of the first
     * @param count how many
     */
    public void feed(byte[] bytes, int offset, int count) {
        int end = offset + count;
        int at = offset;
        while (at < end) {
            if (afterCarriageReturn && bytes[at] == '\n') {
                afterCarriageReturn = false;
                at++;
                continue;
            }
            afterCarriageReturn = false;
            int stop = at;
            while (stop < end && bytes[stop] != '\n' && bytes[stop] != '\r') {
                stop++;
            }
            extend(bytes, at, stop - at);
            if (stop < end) {
                afterCarriageReturn = bytes[stop] == '\r';
                endLine();
            }
            at = stop + 1;
        }
    }

    private void extend(byte[] bytes, int from, int count) {
        if (lineSkipped || line.size() + (long) count > maxEvent) {
            lineSkipped = true;
            ends.add(line.array(), afterName(), line.size());
            ends.add(bytes, from, from + count);
            skipped += line.size() + (long) count;
            line.reset();
            return;
        }
        line.write(bytes, from, count);
    }

    /** Where the value of a line begins that is skipped, if it is one of data. */
    private int afterName() {
        int name = "data: ".length();
        return line.size() >= name && text(0, name).equals("data: ") ? name : 0;
    }

    private void endLine() {
        int from = firstLine && startsWithMark() ? BYTE_ORDER_MARK.length : 0;
        firstLine = false;
        if (!lineSkipped && line.size() == from) {
            endBlock();
        } else if (!lineSkipped) {
            field(from);
        }
        lineSkipped = false;
        line.reset();
    }

    private boolean startsWithMark() {
        int mark = BYTE_ORDER_MARK.length;
        return line.size() >= mark && Arrays.equals(line.array(), 0, mark, BYTE_ORDER_MARK, 0, mark);
    }

    private void field(int from) {
        int length = line.size();
        int colon = from;
        while (colon < length && line.array()[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, length);
        if (value < length && line.array()[value] == ' ') {
            value++;
        }
        switch (text(from, colon)) {
            case "data" -> data(value);
            case "id" -> id(value);
            case "event" -> type = text(value, length);
            case "retry" -> retry(text(value, length));
            default -> {
                // A comment, or a field of later times.
            }
        }
    }

    private void data(int from) {
        int count = line.size() - from;
        Bytes before = data;
        if (before == null) {
            before = new Bytes();
            data = before;
        } else if (skipped == 0) {
            before.write('\n');
        }
        if (skipped > 0 || before.size() + (long) count > maxEvent) {
            ends.add(before.array(), 0, before.size());
            ends.add(line.array(), from, line.size());
            skipped += before.size() + (long) count;
            before.reset();
        } else {
            before.write(line.array(), from, count);
        }
    }

    private void id(int from) {
        String named = text(from, line.size());
        if (named.length() <= LONGEST_ID && named.indexOf('\0') < 0) {
            id = named;
        }
    }

    private void retry(String wait) {
        boolean digits = !wait.isEmpty() && wait.chars().allMatch(c -> c >= '0' && c <= '9');
        if (digits && wait.length() <= MOST_DIGITS) {
            sink.retry(Duration.ofMillis(Long.parseLong(wait)));
        }
    }

    private void endBlock() {
        if (id != null) {
            sink.position(id);
        }
        if (skipped > 0) {
            sink.tooLarge(skipped, ends.beginning(), ends.end());
        } else if (data != null) {
            sink.event(type.isEmpty() ? "message" : type, JsonSlice.of(data.toByteArray()));
        }
        beginBlock();
    }

    private String text(int from, int to) {
        return new String(line.array(), from, to - from, StandardCharsets.UTF_8);
    }

    /** Ready for another connection, which begins at the start of a line and of a block. */
    void restart() {
        line.reset();
        lineSkipped = false;
        firstLine = true;
        afterCarriageReturn = false;
        beginBlock();
    }

    private void beginBlock() {
        type = "";
        id = null;
        data = null;
        if (skipped > 0) {
            ends = new Ends();
        }
        skipped = 0;
    }

    /** The two ends of what is skipped. */
    private static final class Ends {
        private static final int LENGTH = 300;
        private final Bytes first = new Bytes();
        private byte[] last = {};

        void add(byte[] bytes, int from, int to) {
            first.write(bytes, from, Math.min(to - from, LENGTH - first.size()));
            byte[] joined = Arrays.copyOf(last, last.length + Math.min(to - from, LENGTH));
            System.arraycopy(
                    bytes, to - (joined.length - last.length), joined, last.length, joined.length - last.length);
            last = Arrays.copyOfRange(joined, Math.max(0, joined.length - LENGTH), joined.length);
        }

        JsonSlice beginning() {
            return JsonSlice.of(first.toByteArray());
        }

        JsonSlice end() {
            return JsonSlice.of(last);
        }
    }

    /** Bytes that can be looked at where they are. */
    private static final class Bytes extends ByteArrayOutputStream {
        byte[] array() {
            return buf;
        }
    }
}
