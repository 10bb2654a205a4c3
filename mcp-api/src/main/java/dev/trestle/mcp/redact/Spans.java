package dev.trestle.mcp.redact;

import java.util.Arrays;

/** Where secrets are in one text, and of what type. Not thread-safe. */
final class Spans {

    private static final String OPEN = "[REDACTED:";

    /** Most texts have none, and need no room for them. */
    private static final int[] NOWHERE = {};

    private static final String[] NOTHING = {};

    private static final int FIRST_ROOM = 8;

    private int[] starts = NOWHERE;
    private int[] ends = NOWHERE;
    private String[] types = NOTHING;
    private int count;

    /** Adds the characters from one index to before another; nothing if there are none. */
    void add(int start, int end, String type) {
        if (start >= end) {
            return;
        }
        if (count == starts.length) {
            int room = Math.max(FIRST_ROOM, 2 * count);
            starts = Arrays.copyOf(starts, room);
            ends = Arrays.copyOf(ends, room);
            types = Arrays.copyOf(types, room);
        }
        starts[count] = start;
        ends[count] = end;
        types[count] = type;
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Adds those of a text that was made of another one: where each of its characters came from, and the end. */
    void addAll(Spans derived, int[] origin) {
        for (int i = 0; i < derived.count; i++) {
            add(origin[derived.starts[i]], origin[derived.ends[i]], derived.types[i]);
        }
    }

    /** Adds those of what a Base64 run at an index stands for. */
    void addDecoded(Spans decoded, int runStart, int runEnd) {
        for (int i = 0; i < decoded.count; i++) {
            int start = runStart + decoded.starts[i] / 3 * 4;
            int end = runStart + (decoded.ends[i] + 2) / 3 * 4;
            add(start, Math.min(end, runEnd), decoded.types[i]);
        }
    }

    /** The text with a word in the place of each; those that overlap are one, with the type of the longest. */
    String replace(char[] text) {
        long[] order = new long[count];
        for (int i = 0; i < count; i++) {
            order[i] = ((long) starts[i] << Integer.SIZE) | i;
        }
        Arrays.sort(order);
        StringBuilder out = new StringBuilder(text.length);
        int at = 0;
        int next = 0;
        while (next < count) {
            int first = (int) order[next];
            int start = starts[first];
            int end = ends[first];
            int longest = first;
            for (next++; next < count && starts[(int) order[next]] <= end; next++) {
                int other = (int) order[next];
                boolean apart = starts[other] == end && !types[other].equals(types[longest]);
                if (apart) {
                    break;
                }
                end = Math.max(end, ends[other]);
                longest = length(other) > length(longest) ? other : longest;
            }
            out.append(text, at, start - at).append(OPEN).append(types[longest]).append(']');
            at = end;
        }
        return out.append(text, at, text.length - at).toString();
    }

    private int length(int index) {
        return ends[index] - starts[index];
    }
}
