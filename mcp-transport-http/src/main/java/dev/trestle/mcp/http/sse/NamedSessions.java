package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession;
import org.jspecify.annotations.Nullable;

/** The sessions of Streamable HTTP, as it treats whoever names one. */
public interface NamedSessions {

    /**
     * Finds the session that a request names.
     *
     * @param id the id of the message if it is a request, or null
     * @return the session, or null if the request has been answered
     */
    @Nullable McpSession pass(Visit visit, @Nullable RequestId id);

    /** Opens a stream of the session that a GET names. */
    void listen(Visit visit);
}
