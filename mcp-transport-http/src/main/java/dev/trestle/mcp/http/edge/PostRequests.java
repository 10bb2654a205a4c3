package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.EnvelopeException;
import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.http.edge.McpEndpoint.Visit;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Response;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** POST: one message of the client. */
final class PostRequests {

    private static final String INITIALIZE = "initialize";

    private final Edge edge;
    private final LegacyClientEra era;
    private final SessionGate gate;
    private final EnvelopeReader reader;
    private final BooleanSupplier accepting;

    PostRequests(Edge edge, LegacyClientEra era, BooleanSupplier accepting) {
        this.edge = edge;
        this.era = era;
        this.gate = new SessionGate(era);
        this.reader = new EnvelopeReader(new EnvelopeLimits(edge.options().maxNesting()));
        this.accepting = accepting;
    }

    void handle(Visit visit) {
        if (HeaderChecks.passPost(visit)) {
            HttpOptions options = edge.options();
            new BodyReader(visit.exchange(), options.maxBody(), edge.untilBody(), new Body(visit)).start();
        }
    }

    private final class Body implements BodyReader.Receiver {
        private final Visit visit;

        Body(Visit visit) {
            this.visit = visit;
        }

        @Override
        public void body(JsonSlice body) {
            try {
                dispatch(visit, reader.read(body));
            } catch (EnvelopeException e) {
                visit.answer().error(400, Map.of(), e.response() ? null : e.id(), e.error());
            } catch (RuntimeException e) {
                visit.answer().broken(e);
            }
        }

        @Override
        public void tooLarge() {
            String message = "Payload Too Large: the limit is " + edge.options().maxBody() + " bytes (maxBody)";
            visit.answer().error(413, Answer.BAD_REQUEST_CODE, message);
        }

        @Override
        public void tooSlow() {
            String message = "Request Timeout: the body did not arrive within "
                    + edge.options().bodyTimeout().toMillis() + " ms (bodyTimeout)";
            visit.answer()
                    .error(408, Map.of("Connection", "close"), null, JsonRpcError.of(Answer.BAD_REQUEST_CODE, message));
        }
    }

    private void dispatch(Visit visit, JsonRpcMessage message) {
        if (message instanceof Request request) {
            if (!accepting.getAsBoolean()) {
                stopping(visit, request.id());
            } else if (request.method().equals(INITIALIZE)) {
                initialize(visit, request);
            } else {
                request(visit, request);
            }
            return;
        }
        McpSession session = gate.pass(visit, null);
        if (session == null) {
            return;
        }
        if (message instanceof Notification notification) {
            era.notified(session, notification);
        } else if (message instanceof Response response) {
            era.answered(session, response);
        }
        visit.answer().empty(202);
    }

    private static void stopping(Visit visit, RequestId id) {
        JsonRpcError error = TrestleError.BUSY.error("The gateway is stopping and takes no new requests");
        visit.answer().error(503, HttpReply.RETRY_LATER, id, error);
    }

    private void initialize(Visit visit, Request request) {
        if (visit.exchange().header(Answer.SESSION_HEADER) != null) {
            String message = "Invalid Request: initialize opens a new session and must not name one";
            visit.answer().error(400, request.id(), JsonRpcError.INVALID_REQUEST, message);
            return;
        }
        McpSession session;
        try {
            session = era.open(visit.view(), visit.principal());
        } catch (McpException e) {
            McpReply.Failure failure = e.failure();
            boolean later = HttpReply.isForWantOfRoom(failure);
            visit.answer()
                    .error(later ? 503 : 200, later ? HttpReply.RETRY_LATER : Map.of(), request.id(), failure.error());
            return;
        }
        HttpReply reply = new HttpReply(edge, visit.answer(), session, true);
        era.initialize(session, request, reply);
        reply.watch();
    }

    private void request(Visit visit, Request request) {
        McpSession session = gate.pass(visit, request.id());
        if (session != null) {
            HttpReply reply = new HttpReply(edge, visit.answer(), session, false);
            era.request(session, request, reply);
            reply.watch();
        }
    }
}
