package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import org.jspecify.annotations.Nullable;

/** Finds one member of an object, and what to cut to be rid of it and of one comma. */
final class MemberScan {

    private final String wanted;
    private @Nullable JsonSlice value;
    private int cutFrom;
    private int cutTo = -1;
    private int appendAt;
    private boolean empty = true;

    private MemberScan(String wanted) {
        this.wanted = wanted;
    }

    static MemberScan of(JsonSlice object, String name) {
        try {
            JsonCursor in = JsonCursor.over(object, EnvelopeLimits.WIDEST);
            MemberScan scan = new MemberScan(name);
            scan.read(in);
            in.expectEnd();
            return scan;
        } catch (JsonCursor.Malformed e) {
            throw e.toJsonException();
        }
    }

    private void read(JsonCursor in) {
        int previousEnd = -1;
        int endBeforeMatch = -1;
        in.enterObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (value != null && cutTo < 0) {
                cutTo = in.nameStart();
            }
            boolean match = wanted.equals(name);
            int start = in.nameStart();
            JsonSlice member = in.value();
            if (match) {
                if (value != null) {
                    throw new JsonException("a duplicate member at byte " + start);
                }
                value = member;
                cutFrom = start;
                endBeforeMatch = previousEnd;
            }
            previousEnd = in.position();
            empty = false;
        }
        appendAt = empty ? in.position() - 1 : previousEnd;
        if (value != null && cutTo < 0) {
            // Nothing follows, so the comma that goes is the one before.
            cutFrom = endBeforeMatch < 0 ? cutFrom : endBeforeMatch;
            cutTo = previousEnd;
        }
    }

    @Nullable JsonSlice value() {
        return value;
    }

    int cutFrom() {
        return cutFrom;
    }

    int cutTo() {
        return cutTo;
    }

    /** Where another member would go. */
    int appendAt() {
        return appendAt;
    }

    boolean empty() {
        return empty;
    }
}
