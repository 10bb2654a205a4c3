package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.ClientStream;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client of 2026-07-28 and the way of its answer. A call may take several of them.
 *
 * @param request the request
 * @param envelope what the client says of itself in it
 * @param stream where its answer goes
 */
record Exchange(Request request, ClientEnvelope envelope, ClientStream stream) {

    /** What the request is about, or an empty object. */
    JsonSlice params() {
        return request.params() == null
                ? JsonSlice.EMPTY_OBJECT
                : request.params().json();
    }

    RequestId id() {
        return request.id();
    }

    /** The token under which the client wants progress, or null if it wants none. */
    @Nullable JsonSlice progressToken() {
        return request.params() == null ? null : request.params().progressToken();
    }
}
