package dev.trestle.mcp.http.link;

import dev.trestle.mcp.json.JsonSlice;
import java.nio.ByteBuffer;

/** A body that is collected, up to a bound, in one array if its length was said. Not thread-safe. */
final class Body {

    /** How much is set aside for what was only announced; who sends that much gets room for all of it. */
    private static final int ON_TRUST = 64 << 10;

    private final int max;
    private final int expected;
    private ByteBuffer bytes = ByteBuffer.allocate(0);

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
        if (count > max - bytes.position()) {
            return false;
        }
        if (count > bytes.remaining()) {
            bytes = ByteBuffer.allocate(room(bytes.position() + count)).put(bytes.flip());
        }
        bytes.put(piece);
        return true;
    }

    private int room(int needed) {
        int size = bytes.position();
        if (needed <= expected) {
            return size < ON_TRUST ? Math.min(expected, Math.max(needed, ON_TRUST)) : expected;
        }
        return (int) Math.max(needed, Math.min(max, 2L * size));
    }

    /** What it holds room for. */
    int capacity() {
        return bytes.capacity();
    }

    /** All that came. Nothing may be added any more. */
    JsonSlice whole() {
        return JsonSlice.of(bytes.array(), 0, bytes.position());
    }
}
