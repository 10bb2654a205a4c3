package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.json.JsonSlice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param stream the stream that it belongs to
 * @param number its number in that stream
 * @param message one line of JSON, or null for the event that only brings an id
 * @param nanos when it was made
 */
record Event(EventStream stream, long number, @Nullable JsonSlice message, long nanos) {

    private static final byte[] PREFIX = "event: message\nid: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAME = 64;

    /** What the client gives back to go on after this event. */
    String id() {
        return stream.number() + "-" + number;
    }

    /** About how many bytes it takes, in memory and on the wire. */
    int weight() {
        return FRAME + (message == null ? 0 : message.length());
    }

    /** Its bytes on the wire. */
    byte[] toBytes() {
        byte[] id = id().getBytes(StandardCharsets.US_ASCII);
        if (message == null) {
            return ("id: " + id() + "\ndata:\n\n").getBytes(StandardCharsets.US_ASCII);
        }
        byte[] bytes = new byte[PREFIX.length + id.length + DATA.length + message.length() + 2];
        System.arraycopy(PREFIX, 0, bytes, 0, PREFIX.length);
        System.arraycopy(id, 0, bytes, PREFIX.length, id.length);
        System.arraycopy(DATA, 0, bytes, PREFIX.length + id.length, DATA.length);
        int end = message.copyTo(bytes, PREFIX.length + id.length + DATA.length);
        bytes[end] = '\n';
        bytes[end + 1] = '\n';
        return bytes;
    }
}
