package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.http.options.CompatibilityOptions;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the session that a request names. One of another principal or view does not exist, to the byte. */
final class SessionGate {

    private final LegacyClientEra era;
    private final CompatibilityOptions options;

    SessionGate(LegacyClientEra era, CompatibilityOptions options) {
        this.era = era;
        this.options = options;
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
            unknown(visit, id);
        } else if (options.sessionHeaderAlways()) {
            visit.answer().name(session.get());
        }
        return session.orElse(null);
    }

    private void unknown(Visit visit, @Nullable RequestId id) {
        boolean deletion = visit.exchange().method().equals("DELETE");
        int status = deletion ? options.deleteUnknownStatus() : options.unknownSessionStatus();
        if (status == 204) {
            visit.answer().empty(status);
        } else {
            visit.answer().error(status, id, Answer.SESSION_NOT_FOUND_CODE, "Session not found");
        }
    }
}
