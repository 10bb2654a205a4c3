package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.http.options.CompatibilityOptions;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the session that a request names. One of another principal, view or transport does not exist, to the byte. */
final class SessionGate {

    private final LegacyClientEra era;
    private final CompatibilityOptions options;
    private final Predicate<McpSession> foreign;

    SessionGate(LegacyClientEra era, CompatibilityOptions options, Predicate<McpSession> foreign) {
        this.era = era;
        this.foreign = foreign;
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
        Optional<McpSession> session = find(visit, named);
        if (session.isEmpty()) {
            unknown(visit, id);
        } else if (options.sessionHeaderAlways()) {
            visit.answer().name(session.get());
        }
        return session.orElse(null);
    }

    /** Finds a session, and answers nothing. */
    Optional<McpSession> find(Visit visit, String named) {
        return era.session(named, visit.view(), visit.principal()).filter(found -> !foreign.test(found));
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
