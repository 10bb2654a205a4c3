package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.era.stateless.EraSelector;
import dev.trestle.mcp.era.stateless.ModernClientEra;
import dev.trestle.mcp.era.stateless.ModernRequest;
import dev.trestle.mcp.era.stateless.RequestHeaders;
import dev.trestle.mcp.http.exchange.Answer;
import dev.trestle.mcp.http.exchange.Edge;
import dev.trestle.mcp.http.exchange.HeaderChecks;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.http.mount.HttpExchange;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Response;
import java.util.List;
import java.util.function.BooleanSupplier;

/** POST of a message of 2026-07-28: a request, or a notification, of which HTTP has none that says anything. */
final class ModernPosts {

    private static final String LISTEN = "subscriptions/listen";

    private final Edge edge;
    private final ModernClientEra era;
    private final BooleanSupplier accepting;

    ModernPosts(Edge edge, ModernClientEra era, BooleanSupplier accepting) {
        this.edge = edge;
        this.era = era;
        this.accepting = accepting;
    }

    void handle(Visit visit, RequestHeaders headers, JsonRpcMessage message) {
        if (message instanceof Response) {
            String why = "Invalid Request: clients of this version answer questions in a request, not in a response";
            visit.answer().error(400, JsonRpcError.INVALID_REQUEST, why);
        } else if (!(message instanceof Request request)) {
            visit.answer().empty(202);
        } else if (!accepting.getAsBoolean()) {
            PostRequests.stopping(visit, request.id());
        } else {
            request(visit, headers, request);
        }
    }

    private void request(Visit visit, RequestHeaders headers, Request request) {
        HttpExchange exchange = visit.exchange();
        boolean events = HeaderChecks.accepts(exchange, HeaderChecks.EVENT_STREAM);
        if (!events && (request.method().equals(LISTEN) || !HeaderChecks.accepts(exchange, HeaderChecks.JSON))) {
            String message = "Not Acceptable: the client must accept application/json and text/event-stream";
            visit.answer().error(406, request.id(), Answer.BAD_REQUEST_CODE, message);
            return;
        }
        ModernReply reply = new ModernReply(edge, visit.view(), visit.answer(), events);
        era.request(new ModernRequest(request, visit.view(), visit.principal(), headers), reply);
        reply.watch();
    }

    /** The headers of a request, as the era reads them: the version by which it tells eras apart, and others seldom. */
    static RequestHeaders headers(Visit visit) {
        HttpExchange exchange = visit.exchange();
        List<String> versions = exchange.headers(EraSelector.VERSION_HEADER);
        return name -> name.equals(EraSelector.VERSION_HEADER) ? versions : exchange.headers(name);
    }
}
