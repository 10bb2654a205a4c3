package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.http.edge.McpEndpoint.Visit;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the session that a request names. One of another principal or view does not exist, to the byte. */
final class SessionGate {

    private final LegacyClientEra era;

    SessionGate(LegacyClientEra era) {
        this.era = era;
    }

    /**
     * Finds the session.
     *
     * @param id the id of the message if it is a request, or null
     * @return the session, or null if the request has been answered
     */
    @Nullable McpSession pass(Visit visit, @Nullable RequestId id) {
        String named = visit.exchange().header(Answer.SESSION_HEADER);
        if (named == null) {
            String message = "Bad Request: " + Answer.SESSION_HEADER + " header is required; initialize first";
            visit.answer().error(400, id, Answer.BAD_REQUEST_CODE, message);
            return null;
        }
        Optional<McpSession> session = era.session(named, visit.view(), visit.principal());
        if (session.isEmpty()) {
            visit.answer().error(404, id, Answer.SESSION_NOT_FOUND_CODE, "Session not found");
        }
        return session.orElse(null);
    }
}
