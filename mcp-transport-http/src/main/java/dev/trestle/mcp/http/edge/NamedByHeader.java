package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.http.sse.NamedSessions;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession;
import org.jspecify.annotations.Nullable;

/** Lets the other transport treat whoever names a session of this one as it is treated here. */
record NamedByHeader(SessionGate gate, SessionRequests requests) implements NamedSessions {

    @Override
    public @Nullable McpSession pass(Visit visit, @Nullable RequestId id) {
        return gate.pass(visit, id);
    }

    @Override
    public void listen(Visit visit) {
        requests.get(visit);
    }
}
