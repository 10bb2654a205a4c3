package dev.trestle.mcp.http.link;

import dev.trestle.mcp.codec.CancelledNotice;
import dev.trestle.mcp.codec.EnvelopeException;
import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to the server.
 *
 * @param message the bytes
 * @param mirrored headers that repeat parts of it
 * @param method its method; empty if it is an answer, or not looked at
 * @param id its id if it is a request, which the server has to answer, or null
 * @param cancels the request that it withdraws, or null
 */
record Outgoing(
        JsonSlice message,
        Map<String, String> mirrored,
        String method,
        @Nullable RequestId id,
        @Nullable RequestId cancels) {

    private static final EnvelopeReader READER = new EnvelopeReader(EnvelopeLimits.DEFAULT);

    /** A request of which that much is known, and that it does not introduce anybody. */
    static Outgoing request(RequestId id, JsonSlice message, Map<String, String> mirrored) {
        return new Outgoing(message, mirrored, "", id, null);
    }

    static Outgoing of(JsonSlice message, Map<String, String> mirrored) {
        try {
            JsonRpcMessage read = READER.read(message);
            if (read instanceof Request request) {
                return new Outgoing(message, mirrored, request.method(), request.id(), null);
            }
            if (read instanceof Notification notification) {
                RequestId withdrawn = notification.method().equals(CancelledNotice.METHOD)
                        ? CancelledNotice.read(notification.params())
                                .map(CancelledNotice::requestId)
                                .orElse(null)
                        : null;
                return new Outgoing(message, mirrored, notification.method(), null, withdrawn);
            }
        } catch (EnvelopeException e) {
            // Whoever sends it knows why; nothing can be told of it.
        }
        return new Outgoing(message, mirrored, "", null, null);
    }
}
