package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.session.McpSession;

/** What a stream and a POST mean: the two things that are called HTTP with SSE. */
interface Flavour {

    /** Whether a GET is one that this flavour opens a stream for; otherwise it has been answered. */
    default boolean connects(Visit visit) {
        return true;
    }

    /**
     * A client opened a stream.
     *
     * @param connection is started by this, unless it is over or this throws
     * @throws McpException if there is no room for it
     */
    void connected(Visit visit, SseConnection connection);

    /** A client posted a message, which is answered. */
    void posted(Visit visit, JsonRpcMessage message);

    /** Whether a session is one of this transport's, which Streamable HTTP does not serve. */
    boolean owns(McpSession session);
}
