package dev.trestle.mcp.benchmark.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one HTTP/1.1 response, however it is cut into pieces: status, headers, and a body that has a length, comes in chunks, or is
 * not there. Not thread-safe.
 */
final class ResponseParser {

    private enum Part {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        DONE
    }

    private static final int NO_CONTENT = 204;

    private Part part = Part.HEAD;
    private byte[] head = new byte[512];
    private int headLength;
    private byte[] body = new byte[512];
    private int bodyLength;
    private long left;
    private int status;
    private final StringBuilder line = new StringBuilder();

    /** Gets ready for the next response. */
    void reset() {
        part = Part.HEAD;
        headLength = 0;
        bodyLength = 0;
        left = 0;
        status = 0;
        line.setLength(0);
    }

    /**
     * Takes what belongs to the response, and no more.
     *
     * @return whether it is complete
     */
    boolean read(ByteBuffer in) {
        while (part != Part.DONE && in.hasRemaining()) {
            switch (part) {
                case HEAD -> head(in);
                case BODY, CHUNK -> content(in);
                case CHUNK_SIZE, CHUNK_END, TRAILER -> line(in);
                default -> throw new IllegalStateException("nothing is read after the end");
            }
        }
        return part == Part.DONE;
    }

    private void head(ByteBuffer in) {
        while (in.hasRemaining()) {
            if (headLength == head.length) {
                head = Arrays.copyOf(head, 2 * headLength);
            }
            byte next = in.get();
            head[headLength++] = next;
            if (next == '\n' && headLength >= 4 && head[headLength - 3] == '\n') {
                headEnds();
                return;
            }
        }
    }

    private void headEnds() {
        status = (head[9] - '0') * 100 + (head[10] - '0') * 10 + head[11] - '0';
        String length = header("content-length");
        if (length != null) {
            left = Long.parseLong(length);
            part = left == 0 ? Part.DONE : Part.BODY;
        } else if ("chunked".equalsIgnoreCase(header("transfer-encoding"))) {
            part = Part.CHUNK_SIZE;
        } else if (status == NO_CONTENT) {
            part = Part.DONE;
        } else {
            throw new IllegalStateException(
                    "a response without length: " + new String(head, 0, headLength, StandardCharsets.ISO_8859_1));
        }
    }

    private void content(ByteBuffer in) {
        int taken = (int) Math.min(left, in.remaining());
        if (body.length - bodyLength < taken) {
            body = Arrays.copyOf(body, (int) Math.max(2L * body.length, bodyLength + Math.max(taken, left)));
        }
        in.get(body, bodyLength, taken);
        bodyLength += taken;
        left -= taken;
        if (left == 0) {
            part = part == Part.BODY ? Part.DONE : Part.CHUNK_END;
        }
    }

    private void line(ByteBuffer in) {
        while (in.hasRemaining()) {
            char next = (char) (in.get() & 0xFF);
            if (next == '\n') {
                lineEnds(line.toString().trim());
                line.setLength(0);
                return;
            }
            line.append(next);
        }
    }

    private void lineEnds(String text) {
        if (part == Part.CHUNK_END) {
            part = Part.CHUNK_SIZE;
        } else if (part == Part.TRAILER) {
            part = text.isEmpty() ? Part.DONE : Part.TRAILER;
        } else {
            int extension = text.indexOf(';');
            left = Long.parseLong(extension < 0 ? text : text.substring(0, extension), 16);
            part = left == 0 ? Part.TRAILER : Part.CHUNK;
        }
    }

    int status() {
        return status;
    }

    /** The body so far; only its first {@link #bodyLength} bytes count. */
    byte[] body() {
        return body;
    }

    int bodyLength() {
        return bodyLength;
    }

    /** A header's value, or null; the name is in small letters. */
    @Nullable String header(String name) {
        int begin = 0;
        for (int at = 0; at < headLength; at++) {
            if (head[at] == '\n') {
                if (isNamed(begin, name)) {
                    int value = begin + name.length() + 1;
                    return new String(head, value, at - value, StandardCharsets.ISO_8859_1).trim();
                }
                begin = at + 1;
            }
        }
        return null;
    }

    private boolean isNamed(int begin, String name) {
        int end = begin + name.length();
        if (end >= headLength || head[end] != ':') {
            return false;
        }
        for (int at = begin; at < end; at++) {
            if (Character.toLowerCase((char) head[at]) != name.charAt(at - begin)) {
                return false;
            }
        }
        return true;
    }
}
