package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.era.stateless.EraSelector;
import dev.trestle.mcp.era.stateless.RequestHeaders;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.Edge;
import dev.trestle.mcp.http.exchange.FailureStatus;
import dev.trestle.mcp.http.exchange.HeaderChecks;
import dev.trestle.mcp.http.exchange.PostedBody;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.http.options.CompatibilityOptions;
import dev.trestle.mcp.http.options.RequestOptions;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.McpSession;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** POST: one message of the client, or a batch. */
final class PostRequests {

    private static final String INITIALIZE = "initialize";

    private final Edge edge;
    private final LegacyClientEra era;
    private final SessionGate gate;
    private final SessionOpening opening;
    private final Replies replies;
    private final EnvelopeReader reader;
    private final BatchRequests batches;
    private final ModernPosts modern;
    private final BooleanSupplier accepting;

    PostRequests(
            Replies replies, LegacyClientEra era, SessionGate gate, ModernPosts modern, BooleanSupplier accepting) {
        CompatibilityOptions options = replies.edge().options().compatibility();
        this.edge = replies.edge();
        this.replies = replies;
        this.modern = modern;
        this.era = era;
        this.gate = gate;
        this.opening = new SessionOpening(era, gate, replies, options);
        RequestOptions limits = edge.options().requests();
        this.reader = new EnvelopeReader(new EnvelopeLimits(limits.maxNesting(), limits.maxBatch()));
        this.batches = new BatchRequests(replies, era, gate, reader, accepting);
        this.accepting = accepting;
    }

    void handle(Visit visit) {
        // What a request of a version that is not of the legacy era must bring is for its era to say, once it is read.
        RequestHeaders headers = ModernPosts.headers(visit);
        boolean unsettled = EraSelector.namesNoLegacy(headers);
        if (unsettled ? replies.headers().bringsJson(visit) : replies.headers().passPost(visit)) {
            PostedBody.read(visit, edge, body -> body(visit, headers, body, unsettled));
        }
    }

    private void body(Visit visit, RequestHeaders headers, JsonSlice body, boolean unsettled) {
        if (EnvelopeReader.isBatch(body) && visit.exchange().header(Answer.SESSION_HEADER) != null) {
            batches.handle(visit, body);
        } else {
            JsonRpcMessage message = reader.read(body);
            if (EraSelector.of(message, headers) == EraSelector.Era.MODERN) {
                modern.handle(visit, headers, message);
            } else if (!unsettled || HeaderChecks.passVersion(visit)) {
                dispatch(visit, message);
            }
        }
    }

    private void dispatch(Visit visit, JsonRpcMessage message) {
        if (message instanceof Request request) {
            if (accepting.getAsBoolean()) {
                request(visit, request);
            } else {
                stopping(visit, request.id());
            }
        } else if (namesNoSession(visit)) {
            // Whoever is tolerated without a session has none that this could be about.
            visit.answer().empty(202);
        } else {
            aside(visit, message);
        }
    }

    private void aside(Visit visit, JsonRpcMessage message) {
        McpSession session = gate.pass(visit, null);
        if (session != null) {
            era.aside(session, message);
            visit.answer().empty(202);
        }
    }

    private boolean namesNoSession(Visit visit) {
        return edge.options().compatibility().tolerant() && visit.exchange().header(Answer.SESSION_HEADER) == null;
    }

    static void stopping(Visit visit, @Nullable RequestId id) {
        JsonRpcError error = TrestleError.BUSY.error("The gateway is stopping and takes no new requests");
        visit.answer().error(503, FailureStatus.STOPPING, id, error);
    }

    private void request(Visit visit, Request request) {
        try {
            if (request.method().equals(INITIALIZE)) {
                opening.initialize(visit, request);
            } else if (namesNoSession(visit)) {
                opening.tolerate(visit, request);
            } else {
                withinSession(visit, request);
            }
        } catch (McpException e) {
            McpReply.Failure failure = e.failure();
            int status = replies.statuses().of(failure, true);
            visit.answer().error(status, FailureStatus.headers(failure, status), request.id(), failure.error());
        }
    }

    private void withinSession(Visit visit, Request request) {
        McpSession session = gate.pass(visit, request.id());
        if (session != null) {
            HttpReply reply = replies.within(visit, session);
            era.request(session, request, reply);
            reply.watch();
        }
    }
}
