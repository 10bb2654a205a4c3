package dev.trestle.mcp.stdio.pipe;

import dev.trestle.mcp.jsonrpc.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * How much of what was written the other side may not have read yet. Nobody says so, but whoever answers a request has read it,
 * and with it everything that was written before. Of more requests than it remembers it forgets the oldest: then it takes more
 * for unread than there is, never less. Not thread-safe.
 */
final class UnreadBytes {

    private static final int REMEMBERED = 64;

    /** Most children are asked one thing at a time. */
    private static final int AT_FIRST = 4;

    private @Nullable RequestId[] requests = new @Nullable RequestId[AT_FIRST];
    private long[] ends = new long[AT_FIRST];
    private int oldest;
    private int count;
    private long written;
    private long read;

    /** Counts a line. */
    void written(int bytes, @Nullable RequestId request) {
        written += bytes;
        if (request == null) {
            return;
        }
        if (count == REMEMBERED) {
            forgetOldest();
        } else if (count == ends.length) {
            grow();
        }
        int at = (oldest + count) % ends.length;
        requests[at] = request;
        ends[at] = written;
        count++;
    }

    /** The other side has answered this. */
    void answered(RequestId request) {
        for (int i = 0; i < count; i++) {
            int at = (oldest + i) % ends.length;
            if (request.equals(requests[at])) {
                read = ends[at];
                for (int known = 0; known <= i; known++) {
                    forgetOldest();
                }
                return;
            }
        }
    }

    private void grow() {
        @Nullable RequestId[] more = new @Nullable RequestId[4 * count];
        long[] moreEnds = new long[4 * count];
        for (int i = 0; i < count; i++) {
            more[i] = requests[(oldest + i) % count];
            moreEnds[i] = ends[(oldest + i) % count];
        }
        requests = more;
        ends = moreEnds;
        oldest = 0;
    }

    private void forgetOldest() {
        requests[oldest] = null;
        oldest = (oldest + 1) % ends.length;
        count--;
    }

    /** At most so many bytes are unread. */
    long most() {
        return written - read;
    }
}
