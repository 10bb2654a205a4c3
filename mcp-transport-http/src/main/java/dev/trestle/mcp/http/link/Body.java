package dev.trestle.mcp.http.link;

import dev.trestle.mcp.json.JsonSlice;
import java.io.ByteArrayOutputStream;

/** A body that is collected, up to a bound. Not thread-safe. */
final class Body {

    private final int max;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Body(int max) {
        this.max = max;
    }

    /** Adds a piece; false if it is more than may be. */
    boolean add(byte[] piece) {
        if (bytes.size() + (long) piece.length > max) {
            return false;
        }
        bytes.writeBytes(piece);
        return true;
    }

    JsonSlice whole() {
        return JsonSlice.of(bytes.toByteArray());
    }
}
