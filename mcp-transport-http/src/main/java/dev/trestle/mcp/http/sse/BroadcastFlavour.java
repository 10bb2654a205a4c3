package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.call.McpReply.Failure;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.FailureStatus;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.session.McpSession;
import java.util.HashMap;
import java.util.Map;

/**
 * No `endpoint` event and no session of a client's own: all streams of a view and a principal share one session with the
 * backend, which is opened when the first of them comes. Whoever names a session of Streamable HTTP posts to that.
 */
final class BroadcastFlavour implements Flavour {

    private final SseServices services;
    private final FailureStatus statuses;
    private final NamedPosts named;
    private final Map<Key, SharedSession> shared = new HashMap<>();

    BroadcastFlavour(SseServices services, FailureStatus statuses) {
        this.services = services;
        this.statuses = statuses;
        this.named = new NamedPosts(services, statuses);
    }

    private record Key(String backend, Principal principal) {}

    @Override
    public boolean connects(Visit visit) {
        if (visit.exchange().header(Answer.SESSION_HEADER) == null) {
            return true;
        }
        services.named().listen(visit);
        return false;
    }

    @Override
    public void connected(Visit visit, SseConnection connection) {
        SharedSession session = of(visit);
        while (!session.join(connection)) {
            session = of(visit);
        }
        session.open();
    }

    /** The session that a client shares, which may have to be opened; never one that is over for all that is known. */
    private SharedSession of(Visit visit) {
        Key key = new Key(services.edge().backend(visit.view()), visit.principal());
        synchronized (shared) {
            SharedSession known = shared.get(key);
            if (known != null && !known.isOver()) {
                return known;
            }
            McpSession session = services.era().open(visit.view(), visit.principal());
            SharedSession added = new SharedSession(services, statuses, session, over -> forget(key, over));
            shared.put(key, added);
            return added;
        }
    }

    private void forget(Key key, SharedSession over) {
        synchronized (shared) {
            shared.remove(key, over);
        }
    }

    @Override
    public void posted(Visit visit, JsonRpcMessage message) {
        if (visit.exchange().header(Answer.SESSION_HEADER) != null) {
            named.posted(visit, message);
            return;
        }
        SharedSession session = of(visit);
        session.open();
        session.opening()
                .then(failed -> failed.ifPresentOrElse(
                        why -> refuse(visit, message, why), () -> pass(visit, session, message)));
    }

    private static void pass(Visit visit, SharedSession session, JsonRpcMessage message) {
        try {
            session.posted(message);
            visit.answer().empty(202);
        } catch (RuntimeException e) {
            visit.answer().broken(e);
        }
    }

    /** The backend is what failed, so that this is not 200, which would mean that the message is on its way. */
    private void refuse(Visit visit, JsonRpcMessage message, Failure why) {
        int status = statuses.of(why, true);
        int told = status == 200 ? 502 : status;
        visit.answer()
                .error(
                        told,
                        FailureStatus.headers(why, told),
                        message instanceof Request request ? request.id() : null,
                        statuses.error(why));
    }

    /** Nobody knows the id of a session that is shared. */
    @Override
    public boolean owns(McpSession session) {
        return false;
    }
}
