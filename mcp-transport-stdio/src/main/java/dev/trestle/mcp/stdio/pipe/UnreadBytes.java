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

    private final @Nullable RequestId[] requests = new @Nullable RequestId[REMEMBERED];
    private final long[] ends = new long[REMEMBERED];
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
        }
        int at = (oldest + count) % REMEMBERED;
        requests[at] = request;
        ends[at] = written;
        count++;
    }

    /** The other side has answered this. */
    void answered(RequestId request) {
        for (int i = 0; i < count; i++) {
            int at = (oldest + i) % REMEMBERED;
            if (request.equals(requests[at])) {
                read = ends[at];
                for (int known = 0; known <= i; known++) {
                    forgetOldest();
                }
                return;
            }
        }
    }

    private void forgetOldest() {
        requests[oldest] = null;
        oldest = (oldest + 1) % REMEMBERED;
        count--;
    }

    /** At most so many bytes are unread. */
    long most() {
        return written - read;
    }
}
