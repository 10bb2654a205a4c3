package dev.trestle.mcp.benchmark.limit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that are put together. */
final class Bytes {

    private byte[] bytes = new byte[1024];
    private int length;

    void add(byte[] more) {
        add(more, 0, more.length);
    }

    void add(byte[] from, int begin, int end) {
        int added = end - begin;
        if (bytes.length - length < added) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + added));
        }
        System.arraycopy(from, begin, bytes, length, added);
        length += added;
    }

    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    void writeTo(OutputStream out) throws IOException {
        if (length > 0) {
            out.write(bytes, 0, length);
            length = 0;
        }
    }
}
