package dev.trestle.mcp.builtin.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of what a process writes. The rest is read and dropped, so that the process can go on. It reads only what is
 * there, because somebody who outlives the process may hold the pipe open for ever. For one thread.
 */
final class Capture {

    private final InputStream pipe;
    private final int most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[16_384];
    private boolean truncated;

    Capture(InputStream pipe, int most) {
        this.pipe = pipe;
        this.most = most;
    }

    /** Takes a part of what is there; tells whether there was something. */
    boolean take() {
        try {
            int there = pipe.available();
            int read = there == 0 ? 0 : pipe.read(buffer, 0, Math.min(there, buffer.length));
            if (read <= 0) {
                return false;
            }
            int room = Math.min(read, most - kept.size());
            kept.write(buffer, 0, room);
            truncated |= room < read;
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    boolean truncated() {
        return truncated;
    }

    /** What is kept; a character that the end cuts in two is dropped. */
    String text() {
        byte[] bytes = kept.toByteArray();
        int end = bytes.length;
        if (truncated) {
            int start = end - 1;
            while (start > 0 && end - start < 4 && (bytes[start] & 0xc0) == 0x80) {
                start--;
            }
            boolean lead = start >= 0 && (bytes[start] & 0xc0) == 0xc0;
            end = lead && start + length(bytes[start]) > end ? start : end;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private static int length(byte lead) {
        return (lead & 0xe0) == 0xc0 ? 2 : (lead & 0xf0) == 0xe0 ? 3 : 4;
    }
}
