package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.session.BatchAnswers;
import dev.trestle.mcp.session.McpSession;
import java.util.List;
import java.util.function.BooleanSupplier;

/** POST: several messages of a client whose version has batches (2025-03-26, `transports`). */
final class BatchRequests {

    private final Replies replies;
    private final LegacyClientEra era;
    private final SessionGate gate;
    private final EnvelopeReader reader;
    private final BooleanSupplier accepting;

    BatchRequests(
            Replies replies, LegacyClientEra era, SessionGate gate, EnvelopeReader reader, BooleanSupplier accepting) {
        this.replies = replies;
        this.era = era;
        this.gate = gate;
        this.reader = reader;
        this.accepting = accepting;
    }

    /** Handles a batch; throws {@link dev.trestle.mcp.codec.EnvelopeException} if it is none, and then did nothing. */
    void handle(Visit visit, JsonSlice body) {
        McpSession session = gate.pass(visit, null);
        if (session == null) {
            return;
        }
        if (!session.rules().batches()) {
            String message = "a batch; protocol version " + session.rules().version() + " has none";
            visit.answer().error(400, JsonRpcError.INVALID_REQUEST, message);
            return;
        }
        List<JsonRpcMessage> messages = reader.readBatch(body);
        int requests = (int) messages.stream().filter(Request.class::isInstance).count();
        if (requests == 0) {
            messages.forEach(message -> era.aside(session, message));
            visit.answer().empty(202);
        } else if (accepting.getAsBoolean()) {
            answer(visit, session, messages, requests);
        } else {
            PostRequests.stopping(visit, null);
        }
    }

    private void answer(Visit visit, McpSession session, List<JsonRpcMessage> messages, int requests) {
        HttpReply reply = replies.within(visit, session);
        BatchAnswers answers = new BatchAnswers(reply, requests, replies.statuses()::error);
        reply.onEvents(answers::sendOneByOne);
        for (JsonRpcMessage message : messages) {
            if (message instanceof Request request) {
                era.request(session, request, answers.next());
            } else {
                era.aside(session, message);
            }
        }
        reply.watch();
    }
}
