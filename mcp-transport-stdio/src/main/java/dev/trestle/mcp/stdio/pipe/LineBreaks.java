package dev.trestle.mcp.stdio.pipe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds ends of lines, eight bytes at a time, or 32 as long as there is none among them. */
final class LineBreaks {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long BREAKS = '\n' * EACH;

    private LineBreaks() {}

    /** The index of the first {@code \n} in a part of an array, or -1. */
    static int first(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - 4 * Long.BYTES && noneInFour(bytes, at)) {
            at += 4 * Long.BYTES;
        }
        while (at <= to - Long.BYTES) {
            long found = found(bytes, at) & HIGH;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            at += Long.BYTES;
        }
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at < to ? at : -1;
    }

    private static boolean noneInFour(byte[] bytes, int at) {
        return ((found(bytes, at)
                                | found(bytes, at + Long.BYTES)
                                | found(bytes, at + 2 * Long.BYTES)
                                | found(bytes, at + 3 * Long.BYTES))
                        & HIGH)
                == 0;
    }

    /** The high bit of the first byte that is one is set, and none before it; after it the borrow may set wrong ones. */
    private static long found(byte[] bytes, int at) {
        long word = (long) WORD.get(bytes, at) ^ BREAKS;
        return (word - EACH) & ~word;
    }
}
