package dev.trestle.mcp.http.stream;

import dev.trestle.mcp.json.JsonSlice;
import java.nio.charset.StandardCharsets;

/**
 * The event that brings one message. It has no id: these streams are not resumed.
 *
 * @param message one line of JSON
 */
public record MessageFrame(JsonSlice message) implements Frame {

    private static final byte[] HEAD = "event: message\ndata: ".getBytes(StandardCharsets.US_ASCII);

    @Override
    public int weight() {
        return 64 + message.length();
    }

    @Override
    public byte[] toBytes() {
        byte[] bytes = new byte[HEAD.length + message.length() + 2];
        System.arraycopy(HEAD, 0, bytes, 0, HEAD.length);
        int end = message.copyTo(bytes, HEAD.length);
        bytes[end] = '\n';
        bytes[end + 1] = '\n';
        return bytes;
    }
}
