package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.http.stream.Frame;
import java.nio.charset.StandardCharsets;

/**
 * The event that tells a client where to post.
 *
 * @param uri a relative reference, as it stands in the event
 */
record EndpointFrame(String uri) implements Frame {

    @Override
    public int weight() {
        return 64 + uri.length();
    }

    @Override
    public byte[] toBytes() {
        return ("event: endpoint\ndata: " + uri + "\n\n").getBytes(StandardCharsets.US_ASCII);
    }
}
