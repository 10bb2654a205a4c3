package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import org.jspecify.annotations.Nullable;

/**
 * One member of an object, looked up by name.
 *
 * @param value its value, or null if it is not there
 * @param cutFrom where to cut from, to be rid of the member and of one comma
 * @param cutTo where to cut to
 * @param appendAt where another member would go
 * @param empty whether there is no member at all
 */
record MemberScan(@Nullable JsonSlice value, int cutFrom, int cutTo, int appendAt, boolean empty) {

    static MemberScan of(JsonSlice object, String name) {
        try {
            JsonCursor in = JsonCursor.over(object, EnvelopeLimits.WIDEST);
            MemberScan scan = read(in, name);
            in.expectEnd();
            return scan;
        } catch (JsonCursor.Malformed e) {
            throw e.toJsonException();
        }
    }

    private static MemberScan read(JsonCursor in, String wanted) {
        JsonSlice value = null;
        int from = 0;
        int to = -1;
        int endBeforeMatch = -1;
        int previousEnd = -1;
        in.enterObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            int start = in.nameStart();
            int valueAt = in.position();
            in.skip();
            if (value != null && to < 0) {
                to = start;
            }
            if (wanted.equals(name)) {
                if (value != null) {
                    throw new JsonException("a duplicate member at byte " + start);
                }
                value = in.from(valueAt);
                from = start;
                endBeforeMatch = previousEnd;
            }
            previousEnd = in.position();
        }
        boolean last = value != null && to < 0;
        if (last) {
            // Nothing follows, so the comma that goes is the one before.
            from = endBeforeMatch < 0 ? from : endBeforeMatch;
            to = previousEnd;
        }
        boolean empty = previousEnd < 0;
        return new MemberScan(value, from, to, empty ? in.position() - 1 : previousEnd, empty);
    }
}
