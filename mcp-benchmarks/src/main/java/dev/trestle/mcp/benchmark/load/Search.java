package dev.trestle.mcp.benchmark.load;

import java.util.Arrays;

/** Looks for bytes in bytes. */
final class Search {

    private Search() {}

    /** The place after the first of these from a place on, or -1. */
    static int after(byte[] in, int from, int end, byte[] sought) {
        int last = end - sought.length;
        for (int at = from; at <= last; at++) {
            if (in[at] == sought[0] && same(in, at, sought, 0, sought.length)) {
                return at + sought.length;
            }
        }
        return -1;
    }

    static boolean same(byte[] one, int oneAt, byte[] other, int otherAt, int length) {
        return Arrays.equals(one, oneAt, oneAt + length, other, otherAt, otherAt + length);
    }
}
