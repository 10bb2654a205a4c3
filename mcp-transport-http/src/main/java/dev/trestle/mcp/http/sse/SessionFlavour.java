package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.FailureStatus;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** As 2024-11-05 has it: a stream is a session, and its first event says where to post in it. */
final class SessionFlavour implements Flavour {

    private static final String PARAMETER = "sessionId=";

    private final LegacyClientEra era;
    private final FailureStatus statuses;
    private final Map<McpSession, StreamedSession> clients = new ConcurrentHashMap<>();

    SessionFlavour(SseServices services, FailureStatus statuses) {
        this.era = services.era();
        this.statuses = statuses;
    }

    @Override
    public void connected(Visit visit, SseConnection connection) {
        McpSession session = era.open(visit.view(), visit.owner());
        StreamedSession client = new StreamedSession(connection, statuses);
        clients.put(session, client);
        connection.whenGone(() -> {
            clients.remove(session);
            client.gone();
            era.end(session);
        });
        connection.send(new EndpointFrame(reference(visit.exchange().requestPath()) + "?" + PARAMETER + session.id()));
        try {
            era.listen(session, client);
        } catch (McpException e) {
            throw new McpException(TrestleError.BUSY.failure("The gateway is stopping and opens no new streams"));
        }
    }

    /**
     * A path of this origin, as the client wrote it: clients resolve it against the URI of the stream or against the root of
     * the server, and this gives the same for both. Two slashes would begin the name of another host.
     */
    private static String reference(String requested) {
        int slashes = 0;
        while (slashes < requested.length() && requested.charAt(slashes) == '/') {
            slashes++;
        }
        return "/" + requested.substring(slashes);
    }

    @Override
    public void posted(Visit visit, JsonRpcMessage message) {
        RequestId id = message instanceof Request request ? request.id() : null;
        String named = parameter(visit.exchange().query());
        if (named == null) {
            String advice = "Bad Request: sessionId is missing; post to the URI that the stream's endpoint event names";
            visit.answer().error(400, id, Answer.BAD_REQUEST_CODE, advice);
            return;
        }
        Optional<McpSession> session = era.session(named, visit.view(), visit.principal());
        StreamedSession client = session.map(clients::get).orElse(null);
        if (client == null) {
            visit.answer().error(404, id, Answer.SESSION_NOT_FOUND_CODE, "Session not found");
        } else if (message instanceof Request request) {
            request(visit, session.get(), client, request);
        } else {
            SessionPosts.aside(era, session.get(), visit, message);
        }
    }

    private void request(Visit visit, McpSession session, StreamedSession client, Request request) {
        boolean opening = request.method().equals(SessionPosts.INITIALIZE);
        if (opening && !client.beginsToOpen()) {
            SessionPosts.refuseInitialize(visit, request, "initialize comes once");
            return;
        }
        PostedReply reply = client.reply();
        if (opening) {
            era.initialize(session, request, reply);
        } else {
            era.request(session, request, reply);
        }
        SessionPosts.acknowledge(visit, request, reply);
    }

    private static @Nullable String parameter(@Nullable String query) {
        if (query != null) {
            for (String part : query.split("&", -1)) {
                if (part.startsWith(PARAMETER)) {
                    return part.substring(PARAMETER.length());
                }
            }
        }
        return null;
    }

    @Override
    public boolean owns(McpSession session) {
        return clients.containsKey(session);
    }
}
