package dev.trestle.mcp.benchmark.scale;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One response of events as its client reads it: the head, chunks, lines. Events are counted if their data is what was
 * said to be expected; all others are counted apart. Only the thread of {@link EventSockets} touches it.
 */
final class EventSocket {

    private static final int LONGEST_HEAD = 4_096;
    private static final int LONGEST_LINE = 512;

    private final EventSockets all;
    private final ByteBuffer request;
    private final byte[] line = new byte[LONGEST_LINE];
    private final StringBuilder head = new StringBuilder();
    private int lineLength;
    private boolean inHead = true;
    private boolean inSize = true;
    private int chunkLeft;
    private long asked;
    private volatile int expected;
    private volatile int other;
    private volatile int status;
    private volatile long headNanos;
    private volatile @Nullable String problem;

    @Nullable SelectionKey key;

    EventSocket(EventSockets all, byte[] request) {
        this.all = all;
        this.request = ByteBuffer.wrap(request);
    }

    /** How many events came that were expected. */
    int expected() {
        return expected;
    }

    /** How many came that were not, such as what acknowledges a subscription. */
    int other() {
        return other;
    }

    /** The status; 0 before there is one. */
    int status() {
        return status;
    }

    /** How long the head took, from the moment of the request. */
    long headNanos() {
        return headNanos;
    }

    /** Why it is over, or null while it is not. */
    @Nullable String problem() {
        return problem;
    }

    void connected(SocketChannel channel) throws IOException {
        asked = System.nanoTime();
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    /** Takes what was read. */
    void read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (inHead) {
                head(b, bytes);
            } else if (inSize) {
                size(b);
            } else {
                body(b);
            }
        }
    }

    private void head(byte b, ByteBuffer rest) {
        head.append((char) b);
        int length = head.length();
        if (length > LONGEST_HEAD) {
            throw new IllegalStateException("a head of more than " + LONGEST_HEAD + " bytes");
        }
        if (b == '\n' && length > 3 && head.charAt(length - 3) == '\n') {
            inHead = false;
            headNanos = System.nanoTime() - asked;
            status = Integer.parseInt(head.substring(9, 12));
            if (status != 200 || head.indexOf("hunked") < 0) {
                throw new IllegalStateException("no stream: " + head + StandardCharsets.UTF_8.decode(rest));
            }
            head.setLength(0);
            head.trimToSize();
            all.begun();
        }
    }

    private void size(byte b) {
        if (b == '\n') {
            inSize = chunkLeft == 0;
            chunkLeft += inSize ? 0 : 2;
        } else if (b != '\r') {
            chunkLeft = chunkLeft * 16 + Character.digit(b, 16);
        }
    }

    /** The two bytes after a chunk are part of what is left of it, and no part of a line. */
    private void body(byte b) {
        chunkLeft--;
        if (chunkLeft == 0) {
            inSize = true;
        } else if (chunkLeft > 1) {
            if (b == '\n') {
                endOfLine();
                lineLength = 0;
            } else if (lineLength < LONGEST_LINE) {
                line[lineLength++] = b;
            }
        }
    }

    private void endOfLine() {
        if (lineLength < 7 || line[0] != 'd' || line[1] != 'a' || line[4] != ':') {
            return;
        }
        if (all.isExpected(line, lineLength)) {
            int before = expected;
            expected = before + 1;
            all.heard();
        } else {
            int before = other;
            other = before + 1;
        }
    }

    void over(String why) {
        problem = problem == null ? why : problem;
    }

    @Override
    public String toString() {
        return status + " " + problem + " " + new String(line, 0, lineLength, StandardCharsets.UTF_8);
    }
}
