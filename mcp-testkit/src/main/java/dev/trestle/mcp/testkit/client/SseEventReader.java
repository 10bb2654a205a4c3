package dev.trestle.mcp.testkit.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event stream piece by piece, cut anywhere (WHATWG HTML, 9.2.6): lines end with LF, CR or CRLF, a byte order mark
 * at the start is skipped, several {@code data} lines are joined. Malformed UTF-8 is an error, as it would be to a strict
 * client. Not thread-safe.
 */
public final class SseEventReader {

    private final Line line = new Line();
    private final Block block = new Block();
    private final List<String> comments = new ArrayList<>();
    private final List<SseEvent> finished = new ArrayList<>();

    /** At the start of a stream. */
    public SseEventReader() {}

    /**
     * Reads a piece.
     *
     * @param bytes the bytes
     * @param offset index of the first
     * @param length how many
     * @return the blocks that this piece completed, in order
     * @throws IllegalArgumentException if a line is not UTF-8
     */
    public List<SseEvent> feed(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            String complete = line.add(bytes[i]);
            if (complete != null) {
                field(complete);
            }
        }
        List<SseEvent> completed = List.copyOf(finished);
        finished.clear();
        return completed;
    }

    /**
     * The comments so far.
     *
     * @return without their colon
     */
    public List<String> comments() {
        return List.copyOf(comments);
    }

    /**
     * Whether the stream stops in the middle of a block, which readers must then throw away.
     *
     * @return true if something was read since the last empty line
     */
    public boolean isUnfinished() {
        return line.isBegun() || !block.isEmpty();
    }

    private void field(String text) {
        if (text.isEmpty()) {
            SseEvent event = block.take();
            if (event != null) {
                finished.add(event);
            }
            return;
        }
        int colon = text.indexOf(':');
        if (colon == 0) {
            comments.add(text.substring(1));
            return;
        }
        String name = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        block.set(name, value.startsWith(" ") ? value.substring(1) : value);
    }

    /** The line that is being read. */
    private static final class Line {
        private byte[] bytes = new byte[256];
        private int length;
        private boolean afterCarriageReturn;
        private boolean first = true;

        @Nullable String add(byte b) {
            if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
                return null;
            }
            afterCarriageReturn = b == '\r';
            if (b == '\n' || b == '\r') {
                return end();
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, length * 2);
            }
            bytes[length++] = b;
            return null;
        }

        boolean isBegun() {
            return length > 0;
        }

        private String end() {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes, 0, length))
                        .toString();
                length = 0;
                boolean mark = first && text.startsWith("\ufeff");
                first = false;
                return mark ? text.substring(1) : text;
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("a line of the event stream is not UTF-8", e);
            }
        }
    }

    /** The block that is being read. */
    private static final class Block {
        private @Nullable String id;
        private @Nullable String event;
        private @Nullable StringBuilder data;
        private @Nullable Long retry;

        void set(String name, String value) {
            switch (name) {
                case "id" -> id = value.indexOf('\0') < 0 ? value : id;
                case "event" -> event = value;
                case "data" ->
                    data = data == null
                            ? new StringBuilder(value)
                            : data.append('\n').append(value);
                case "retry" -> retry = value.matches("[0-9]{1,18}") ? Long.valueOf(value) : retry;
                default -> {
                    // Unknown fields are ignored, as the standard has it.
                }
            }
        }

        boolean isEmpty() {
            return id == null && event == null && data == null && retry == null;
        }

        @Nullable SseEvent take() {
            if (isEmpty()) {
                return null;
            }
            SseEvent taken = new SseEvent(id, event, data == null ? null : data.toString(), retry);
            id = null;
            event = null;
            data = null;
            retry = null;
            return taken;
        }
    }
}
