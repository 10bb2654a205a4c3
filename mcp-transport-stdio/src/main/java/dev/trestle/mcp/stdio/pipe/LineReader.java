package dev.trestle.mcp.stdio.pipe;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream into lines that end in {@code \n} or {@code \r\n}. A line longer than {@code maxLine} is skipped and
 * reported; at most {@code maxLine} bytes and one buffer are ever held. For one thread.
 */
public final class LineReader {

    /** As much as most messages need: there is one reader for each child, and most children are idle. */
    private static final int SMALL_BYTES = 512;

    /** The largest buffer that is kept when its line was read: whoever is idle for good should not have more. */
    private static final int KEPT_BYTES = 8 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024;

    /** After so many pieces in a row that would have fitted, the buffer is small again. */
    private static final int CALM = 64;

    private static final int SHOWN_BYTES = 512;
    private static final byte[] NOTHING = {};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream in;
    private final int maxLine;
    private final Sink sink;

    /** Full buffers of the line that is being read, in front of {@link #buffer}. */
    private final List<byte[]> carried = new ArrayList<>(0);

    /** The ends of what was read of a line that is too long, if nothing of it is carried any more. */
    private byte[] beginning = NOTHING;

    private byte[] dropped = NOTHING;

    private boolean first = true;
    private long carriedBytes;
    private byte[] buffer = new byte[SMALL_BYTES];
    private int start;
    private int end;
    private int calm;

    public LineReader(InputStream in, int maxLine, Sink sink) {
        this.in = in;
        this.maxLine = maxLine;
        this.sink = sink;
    }

    /** Reads until the stream ends; a last line without its line break counts too. */
    public void readAll() throws IOException {
        int count = in.read(buffer, end, buffer.length - end);
        while (count >= 0) {
            int scanned = end;
            end += count;
            cutLines(scanned);
            if (end == buffer.length) {
                makeRoom();
            }
            count = in.read(buffer, end, buffer.length - end);
        }
        if (carriedBytes + end - start > 0) {
            cut(end);
        }
    }

    private void cutLines(int from) {
        for (int at = LineBreaks.first(buffer, from, end); at >= 0; at = LineBreaks.first(buffer, at + 1, end)) {
            cut(at);
            start = at + 1;
        }
        if (start == end) {
            calm = end > SMALL_BYTES ? 0 : calm + 1;
            start = 0;
            end = 0;
            if (buffer.length > KEPT_BYTES || (calm >= CALM && buffer.length > SMALL_BYTES)) {
                buffer = new byte[SMALL_BYTES];
            }
        }
    }

    private void makeRoom() {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
            return;
        }
        calm = 0;
        if (buffer.length < BUFFER_BYTES) {
            buffer = Arrays.copyOf(buffer, buffer.length < KEPT_BYTES ? 4 * buffer.length : BUFFER_BYTES);
            return;
        }
        carriedBytes += end;
        end = 0;
        if (carriedBytes > maxLine + 1L) {
            if (carriedBytes == buffer.length || !carried.isEmpty()) {
                byte[] earliest = carried.isEmpty() ? buffer : carried.get(0);
                beginning = Arrays.copyOf(earliest, SHOWN_BYTES);
            }
            carried.clear();
            dropped = Arrays.copyOfRange(buffer, buffer.length - SHOWN_BYTES, buffer.length);
        } else {
            carried.add(buffer);
            buffer = new byte[BUFFER_BYTES];
        }
    }

    private void cut(int lineEnd) {
        long length = carriedBytes + lineEnd - start;
        if (length > 0 && lastByte(lineEnd) == '\r') {
            length--;
        }
        if (length > maxLine) {
            sink.tooLong(length, beginning(lineEnd), lastBytes(lineEnd));
        } else if (length > 0) {
            handOver(assemble((int) length));
        }
        carried.clear();
        carriedBytes = 0;
        first = false;
    }

    private byte[] beginning(int lineEnd) {
        if (carriedBytes == 0) {
            return Arrays.copyOfRange(buffer, start, Math.min(start + SHOWN_BYTES, lineEnd));
        }
        return carried.isEmpty() ? beginning.clone() : Arrays.copyOf(carried.get(0), SHOWN_BYTES);
    }

    private byte[] lastBytes(int lineEnd) {
        byte[] before = carriedBytes == 0 ? new byte[0] : carried.isEmpty() ? dropped : carried.get(carried.size() - 1);
        int here = Math.min(SHOWN_BYTES, lineEnd - start);
        int there = Math.min(SHOWN_BYTES - here, before.length);
        byte[] end = Arrays.copyOfRange(before, before.length - there, before.length + here);
        System.arraycopy(buffer, lineEnd - here, end, there, here);
        return end;
    }

    /** Programs that write text as Windows does begin it with a byte order mark, which is no part of the first message. */
    private void handOver(byte[] line) {
        int mark = BYTE_ORDER_MARK.length;
        boolean marked = first && line.length >= mark && Arrays.equals(line, 0, mark, BYTE_ORDER_MARK, 0, mark);
        byte[] unmarked = marked ? Arrays.copyOfRange(line, mark, line.length) : line;
        if (unmarked.length > 0) {
            sink.line(unmarked);
        }
    }

    private byte lastByte(int lineEnd) {
        if (lineEnd > start) {
            return buffer[lineEnd - 1];
        }
        return carried.isEmpty() ? 0 : carried.get(carried.size() - 1)[BUFFER_BYTES - 1];
    }

    private byte[] assemble(int length) {
        byte[] line = new byte[length];
        int at = 0;
        for (byte[] full : carried) {
            int part = Math.min(full.length, length - at);
            System.arraycopy(full, 0, line, at, part);
            at += part;
        }
        System.arraycopy(buffer, start, line, at, length - at);
        return line;
    }

    /** Takes lines, on the reading thread. */
    public interface Sink {

        /** One line without its line break, in an array that is the sink's own; never empty. */
        void line(byte[] line);

        /** A line of so many bytes was skipped; some of its first and of its last are given. */
        void tooLong(long bytes, byte[] beginning, byte[] end);
    }

    /** What a line looks like from outside. */
    public enum Kind {
        /** It may be a message, or a batch of them. */
        MESSAGE,
        /** Nothing but white space. */
        BLANK,
        /** Anything else: servers print banners and logs where they must not. */
        NOISE;

        /**
         * Looks at a line.
         *
         * @param line without its end
         * @return its kind, by its first byte that is not white
         */
        public static Kind of(byte[] line) {
            for (byte b : line) {
                if (b == '{' || b == '[') {
                    return MESSAGE;
                }
                if (b != ' ' && b != '\t' && b != '\r') {
                    return NOISE;
                }
            }
            return BLANK;
        }
    }
}
