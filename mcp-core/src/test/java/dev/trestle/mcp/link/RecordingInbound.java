package dev.trestle.mcp.link;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps whose what the peer says is. */
final class RecordingInbound implements RequestCorrelator.Inbound {
    final CompletableFuture<McpReply.Failure> closed = new CompletableFuture<>();
    /** Whose each message was. */
    final List<CallObserver> heard = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void request(Request request, CallObserver during) {
        heard.add(during);
    }

    @Override
    public void notified(Notification notification, CallObserver during) {
        heard.add(during);
    }

    @Override
    public void closed(McpReply.Failure why) {
        closed.complete(why);
    }
}
