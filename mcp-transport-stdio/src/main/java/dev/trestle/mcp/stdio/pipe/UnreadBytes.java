package dev.trestle.mcp.stdio.pipe;

import dev.trestle.mcp.jsonrpc.RequestId;
import java.util.ArrayDeque;
import java.util.Deque;
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

    private final Deque<Request> requests = new ArrayDeque<>(AT_FIRST);
    private long written;
    private long read;

    /** A request, and how much was written when it was. */
    private record Request(RequestId id, long end) {}

    /** Counts a line. */
    void written(int bytes, @Nullable RequestId request) {
        written += bytes;
        if (request == null) {
            return;
        }
        if (requests.size() == REMEMBERED) {
            requests.remove();
        }
        requests.add(new Request(request, written));
    }

    /** The other side has answered this. */
    void answered(RequestId request) {
        for (Request known : requests) {
            if (known.id.equals(request)) {
                read = known.end;
                break;
            }
        }
        while (!requests.isEmpty() && requests.element().end <= read) {
            requests.remove();
        }
    }

    /** At most so many bytes are unread. */
    long most() {
        return written - read;
    }
}
