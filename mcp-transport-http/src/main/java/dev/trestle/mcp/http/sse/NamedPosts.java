package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.http.exchange.FailureStatus;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.session.McpSession;

/** Messages in a session of Streamable HTTP that are only acknowledged: the answers go where its client listens. */
final class NamedPosts {

    private final NamedSessions sessions;
    private final LegacyClientEra era;
    private final FailureStatus statuses;
    private final boolean joins;

    NamedPosts(SseServices services, FailureStatus statuses) {
        this.sessions = services.named();
        this.era = services.era();
        this.statuses = statuses;
        this.joins = services.edge().options().compatibility().clientChosenSessionIds();
    }

    void posted(Visit visit, JsonRpcMessage message) {
        McpSession session = sessions.pass(visit, message instanceof Request request ? request.id() : null);
        if (session == null) {
            return;
        }
        if (message instanceof Request request) {
            request(visit, session, request);
        } else {
            SessionPosts.aside(era, session, visit, message);
        }
    }

    private void request(Visit visit, McpSession session, Request request) {
        boolean opening = request.method().equals(SessionPosts.INITIALIZE);
        if (opening && !joins) {
            SessionPosts.refuseInitialize(visit, request, "initialize opens a new session and must not name one");
            return;
        }
        PostedReply reply = new PostedReply(new Way(session), statuses);
        if (opening) {
            era.join(session, request, reply);
        } else {
            era.request(session, request, reply);
        }
        SessionPosts.acknowledge(visit, request, reply);
    }

    /** By the way that all takes which belongs to no stream of its own. */
    private record Way(McpSession session) implements ReplyWay {
        @Override
        public void send(JsonSlice message) {
            session.send(message, false, () -> {});
        }

        @Override
        public void settled(PostedReply reply) {}

        @Override
        public boolean isConnected() {
            return false;
        }
    }
}
