package dev.trestle.mcp.http.sse;

import dev.trestle.mcp.call.McpReply.Failure;
import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.session.McpSession;
import java.util.Map;

/** What a POST is answered with, once its message has been passed on. */
final class SessionPosts {

    static final String INITIALIZE = "initialize";

    private SessionPosts() {}

    /** A request has been passed on: its answer will come elsewhere, unless the session refused to take it. */
    static void acknowledge(Visit visit, Request request, PostedReply reply) {
        Failure refusal = reply.refusal();
        if (refusal == null) {
            visit.answer().empty(202);
        } else {
            visit.answer().error(409, Map.of(), request.id(), refusal.error());
        }
    }

    /** Passes on what is no request. */
    static void aside(LegacyClientEra era, McpSession session, Visit visit, JsonRpcMessage message) {
        era.aside(session, message);
        visit.answer().empty(202);
    }

    /** Refuses an introduction where none is due. */
    static void refuseInitialize(Visit visit, Request request, String why) {
        visit.answer().error(400, request.id(), JsonRpcError.INVALID_REQUEST, "Invalid Request: " + why);
    }
}
