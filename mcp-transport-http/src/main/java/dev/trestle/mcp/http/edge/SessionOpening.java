package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.http.options.CompatibilityOptions;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.session.McpSession;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The requests that open a session: {@code initialize}, and any other where the options tolerate it. */
final class SessionOpening {

    private static final int LONGEST_ID = 128;

    private final LegacyClientEra era;
    private final SessionGate gate;
    private final Replies replies;
    private final CompatibilityOptions options;

    SessionOpening(LegacyClientEra era, SessionGate gate, Replies replies, CompatibilityOptions options) {
        this.era = era;
        this.gate = gate;
        this.replies = replies;
        this.options = options;
    }

    /** Handles {@code initialize}. */
    void initialize(Visit visit, Request request) {
        String named = visit.exchange().header(Answer.SESSION_HEADER);
        if (named == null || (options.clientChosenSessionIds() && named.isBlank())) {
            open(visit, request, era.open(visit.view(), visit.owner()));
        } else if (options.clientChosenSessionIds() && isId(named)) {
            openOrJoin(visit, request, named);
        } else {
            refuse(visit, request, "initialize opens a new session and must not name one");
        }
    }

    private void openOrJoin(Visit visit, Request request, String named) {
        Optional<McpSession> known = gate.find(visit, named);
        Optional<McpSession> opened =
                known.isPresent() ? Optional.empty() : era.open(named, visit.view(), visit.owner());
        if (opened.isPresent()) {
            open(visit, request, opened.get());
            return;
        }
        // Whoever lost the race for the name finds the session of whoever won it.
        known = known.isPresent() ? known : gate.find(visit, named);
        if (known.isPresent()) {
            HttpReply reply = replies.opening(visit, known.get());
            era.join(known.get(), request, reply);
            reply.watch();
        } else {
            refuse(visit, request, "this session id cannot be used here; choose another, or none");
        }
    }

    private void open(Visit visit, Request request, McpSession session) {
        HttpReply reply = replies.opening(visit, session);
        era.initialize(session, request, reply);
        reply.watch();
    }

    /** Handles a request that names no session, by opening one for it. */
    void tolerate(Visit visit, Request request) {
        McpSession session = era.open(visit.view(), visit.owner());
        HttpReply reply = replies.opening(visit, session);
        era.adopt(session, version(visit))
                .thenAccept(failure -> failure.ifPresentOrElse(
                        why -> reply.fail(request.id(), why), () -> era.request(session, request, reply)));
        reply.watch();
    }

    private static String version(Visit visit) {
        String named = visit.exchange().header("MCP-Protocol-Version");
        return named == null ? LegacyRules.LATEST.version() : named;
    }

    private static void refuse(Visit visit, Request request, String why) {
        visit.answer().error(400, request.id(), JsonRpcError.INVALID_REQUEST, "Invalid Request: " + why);
    }

    private static boolean isId(@Nullable String id) {
        return id != null
                && !id.isEmpty()
                && id.length() <= LONGEST_ID
                && id.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }
}
