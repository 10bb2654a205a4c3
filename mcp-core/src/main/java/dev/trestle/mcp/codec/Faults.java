package dev.trestle.mcp.codec;

import dev.trestle.mcp.jsonrpc.JsonRpcError;
import org.jspecify.annotations.Nullable;

/** Remembers the first fault of a message while the rest is still read, for the id may come later. */
final class Faults {

    private @Nullable Fault first;

    void duplicateIf(boolean seen, String place) {
        if (seen) {
            duplicate(place);
        }
    }

    void duplicate(String place) {
        add(JsonRpcError.PARSE_ERROR, "duplicate member `" + place + "`");
    }

    void invalidRequest(String what) {
        add(JsonRpcError.INVALID_REQUEST, what);
    }

    void invalidParams(String what) {
        add(JsonRpcError.INVALID_PARAMS, what);
    }

    @Nullable Fault first() {
        return first;
    }

    private void add(int code, String message) {
        if (first == null) {
            first = new Fault(code, message);
        }
    }

    record Fault(int code, String message) {}
}
