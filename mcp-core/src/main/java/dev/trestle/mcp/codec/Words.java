package dev.trestle.mcp.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes at a time. The first byte is the lowest of the word. */
final class Words {

    /** The word at an index of a byte array. */
    static final VarHandle AT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private Words() {}

    static boolean ascii(long word) {
        return (word & HIGH) == 0;
    }

    static boolean without(long word, char one, char other) {
        return ((zeros(word ^ one * EACH) | zeros(word ^ other * EACH)) & HIGH) == 0;
    }

    /** How many bytes there are before the first that is one of the two, a control character or not ASCII; up to 8. */
    static int plain(long word, char one, char other) {
        long controls = word - ' ' * EACH;
        long special = (zeros(word ^ one * EACH) | zeros(word ^ other * EACH) | controls | word) & HIGH;
        return Long.numberOfTrailingZeros(special) >>> 3;
    }

    /** The high bit of the lowest byte that is zero is set, and none below it; above it the borrow may set wrong ones. */
    private static long zeros(long word) {
        return (word - EACH) & ~word;
    }
}
