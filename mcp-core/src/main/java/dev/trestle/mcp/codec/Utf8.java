package dev.trestle.mcp.codec;

/**
 * Strict UTF-8 (Unicode 15, table 3-7). The JSON library takes overlong forms, and surrogates in what it skips; a laxer
 * reader behind us could see a quote there.
 */
final class Utf8 {

    private Utf8() {}

    /** The index, from the offset, of the first sequence that is not UTF-8, or -1. */
    static int firstMalformed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            i = skipAscii(bytes, i, end);
            if (i < end) {
                int size = sequence(bytes, i, end);
                if (size == 0) {
                    return i - offset;
                }
                i += size;
            }
        }
        return -1;
    }

    private static int skipAscii(byte[] bytes, int from, int end) {
        int i = from;
        while (i <= end - Long.BYTES && Words.ascii((long) Words.AT.get(bytes, i))) {
            i += Long.BYTES;
        }
        while (i < end && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /** The length of the well-formed sequence of two or more bytes at an index, or 0. */
    static int sequence(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        int size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (end - at < size || !second(lead, bytes[at + 1] & 0xFF)) {
            return 0;
        }
        for (int i = at + 2; i < at + size; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return size;
    }

    /** The second byte alone tells overlong forms, surrogates and what lies beyond U+10FFFF. */
    private static boolean second(int lead, int second) {
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        return second >= lowest && second <= highest;
    }
}
