package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply.Failure;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.Edge;
import dev.trestle.mcp.http.exchange.FailureStatus;
import dev.trestle.mcp.http.exchange.HeaderChecks;
import dev.trestle.mcp.http.exchange.PostedBody;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.http.options.HttpOptions;
import dev.trestle.mcp.http.options.SseOptions;
import dev.trestle.mcp.http.sse.Connections.Admission;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transport HTTP with SSE (2024-11-05, `transports`): GET opens a stream, POST brings a message and is only
 * acknowledged; answers come on the stream. Methods do not block. Thread-safe.
 */
public final class SseEndpoint {

    private static final String METHODS = "GET, POST";

    private final SseServices services;
    private final Edge edge;
    private final Flavour flavour;
    private final Connections connections;
    private final HeaderChecks headers;
    private final FailureStatus statuses;
    private final EnvelopeReader reader;

    /** The transport, over what it shares with Streamable HTTP. */
    public SseEndpoint(SseServices services) {
        HttpOptions options = services.edge().options();
        this.services = services;
        this.edge = services.edge();
        this.headers = new HeaderChecks(options.compatibility().lenientHeaders());
        this.statuses = new FailureStatus(options.compatibility());
        this.flavour = options.sse().flavour() == SseOptions.Flavour.SESSION
                ? new SessionFlavour(services, statuses)
                : new BroadcastFlavour(services, statuses);
        this.connections = new Connections(options.sse(), services.limits().maxSessions());
        this.reader = new EnvelopeReader(new EnvelopeLimits(
                options.requests().maxNesting(), options.requests().maxBatch()));
    }

    /** Handles a request at one of the transport's paths. */
    public void handle(Visit visit) {
        switch (visit.exchange().method()) {
            case "GET" -> listen(visit);
            case "POST" -> post(visit);
            default -> {
                JsonRpcError error = JsonRpcError.of(Answer.BAD_REQUEST_CODE, "Method Not Allowed: use GET or POST");
                visit.answer().error(405, Map.of("Allow", METHODS), null, error);
            }
        }
    }

    private void listen(Visit visit) {
        if (!headers.takesStream(visit)) {
            return;
        }
        if (!services.accepting().getAsBoolean()) {
            stopping(visit, null, "opens no new streams");
            return;
        }
        if (!flavour.connects(visit)) {
            return;
        }
        SseConnection connection = new SseConnection(services, visit);
        Admission admission = connections.admit(edge.backend(visit.view()), connection);
        if (admission == Admission.ADMITTED) {
            connect(visit, connection);
        } else if (admission == Admission.FULL) {
            refuse(
                    visit,
                    null,
                    TrestleError.TOO_MANY_SESSIONS.failure(
                            "The gateway has as many streams open as it may have sessions (maxSessions)"));
        } else {
            conflict(visit, "This server has as many streams open as it may (connections, maxConnections)");
        }
    }

    private void connect(Visit visit, SseConnection connection) {
        try {
            flavour.connected(visit, connection);
        } catch (McpException e) {
            boolean replaced = !connection.isOpen();
            connection.discard();
            if (!replaced) {
                refuse(visit, null, e.failure());
                return;
            }
        } catch (RuntimeException e) {
            connection.discard();
            throw e;
        }
        if (!connection.start()) {
            conflict(visit, "Another client has taken the place of this stream (connections)");
        }
    }

    private static void conflict(Visit visit, String message) {
        visit.answer().error(409, Map.of(), null, TrestleError.LIMIT_REACHED.error(message));
    }

    private void post(Visit visit) {
        if (headers.bringsJson(visit)) {
            PostedBody.read(visit, edge, body -> dispatch(visit, reader.read(body)));
        }
    }

    private void dispatch(Visit visit, JsonRpcMessage message) {
        if (message instanceof Request request && !services.accepting().getAsBoolean()) {
            stopping(visit, request.id(), "takes no new requests");
        } else {
            try {
                flavour.posted(visit, message);
            } catch (McpException e) {
                refuse(visit, message instanceof Request request ? request.id() : null, e.failure());
            }
        }
    }

    private void stopping(Visit visit, @Nullable RequestId id, String message) {
        Failure failure = TrestleError.BUSY.failure("The gateway is stopping and " + message);
        visit.answer().error(statuses.of(failure, true), FailureStatus.STOPPING, id, statuses.error(failure));
    }

    private void refuse(Visit visit, @Nullable RequestId id, Failure failure) {
        int status = statuses.of(failure, true);
        visit.answer().error(status, FailureStatus.headers(failure, status), id, statuses.error(failure));
    }

    /** Whether a session is one of this transport's, which no other serves. */
    public boolean owns(McpSession session) {
        return flavour.owns(session);
    }

    /** How many streams are open. */
    public long streams() {
        return connections.size();
    }
}
