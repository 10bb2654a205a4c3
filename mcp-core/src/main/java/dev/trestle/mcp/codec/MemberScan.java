package dev.trestle.mcp.codec;

import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/** Finds one member of an object, and what to cut to be rid of it and of one comma. */
final class MemberScan {

    private final String wanted;
    private @Nullable JsonSlice value;
    private int cutFrom;
    private int cutTo = -1;
    private int closing;
    private boolean empty = true;

    private MemberScan(String wanted) {
        this.wanted = wanted;
    }

    static MemberScan of(JsonSlice object, String name) {
        try (SliceParser in = SliceParsers.LENIENT.open(object)) {
            if (in.next() != JsonToken.START_OBJECT) {
                throw new JsonException("not an object");
            }
            MemberScan scan = new MemberScan(name);
            scan.read(in);
            in.expectEnd();
            return scan;
        } catch (JacksonException e) {
            throw new JsonException(SliceParser.describe(e));
        }
    }

    private void read(SliceParser in) {
        int previousEnd = -1;
        int endBeforeMatch = -1;
        while (in.next() != JsonToken.END_OBJECT) {
            int start = in.start();
            if (value != null && cutTo < 0) {
                cutTo = start;
            }
            boolean match = wanted.equals(in.string());
            in.next();
            JsonSlice member = in.value();
            if (match) {
                if (value != null) {
                    throw new JsonException("a duplicate member at byte " + start);
                }
                value = member;
                cutFrom = start;
                endBeforeMatch = previousEnd;
            }
            previousEnd = in.end();
            empty = false;
        }
        closing = in.start();
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

    /** Where the closing brace is. */
    int closing() {
        return closing;
    }

    boolean empty() {
        return empty;
    }
}
