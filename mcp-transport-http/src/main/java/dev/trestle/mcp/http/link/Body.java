package dev.trestle.mcp.http.link;

import dev.trestle.mcp.json.JsonSlice;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A body that is collected, up to a bound, in one array if its length was said. Not thread-safe. */
final class Body {

    /** How much is set aside for what was only announced; who sends that much gets room for all of it. */
    private static final int ON_TRUST = 64 << 10;

    private final int max;
    private final int expected;
    private byte[] bytes = {};
    private int size;

    /**
     * Nothing yet.
     *
     * @param max how much may come
     * @param announced how much is said to come; negative if that is not known
     */
    Body(int max, long announced) {
        this.max = max;
        this.expected = (int) Math.min(max, announced);
    }

    /** Adds a piece; false if it is more than may be. */
    boolean add(ByteBuffer piece) {
        int count = piece.remaining();
        if (count > max - size) {
            return false;
        }
        if (count > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, room(size + count));
        }
        piece.get(bytes, size, count);
        size += count;
        return true;
    }

    private int room(int needed) {
        if (needed <= expected) {
            return size < ON_TRUST ? Math.min(expected, Math.max(needed, ON_TRUST)) : expected;
        }
        return (int) Math.max(needed, Math.min(max, 2L * size));
    }

    /** What it holds room for. */
    int capacity() {
        return bytes.length;
    }

    /** All that came. Nothing may be added any more. */
    JsonSlice whole() {
        return JsonSlice.of(bytes, 0, size);
    }
}
