package dev.trestle.mcp.benchmark.micro;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.link.RequestCorrelator;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The client's end of a session, of a call and of a link, where nothing is said. */
final class Nobody implements SessionPeer, CallObserver, RequestCorrelator.Inbound {

    static final SessionKey KEY = new SessionKey("benchmark");

    private static final ClientDescription CLIENT = new ClientDescription(
            KEY, Principal.ANONYMOUS, "2025-11-25", JsonSlice.EMPTY_OBJECT, null, JsonSlice.EMPTY_OBJECT);

    @Override
    public ClientDescription client() {
        return CLIENT;
    }

    @Override
    public void notified(Notification notification) {}

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return CompletableFuture.completedFuture(
                new InputAnswer.Failure(TrestleError.CANCELLED.error("Nobody is there")));
    }

    @Override
    public void request(Request request, @Nullable CallObserver during) {}

    @Override
    public void notified(Notification notification, @Nullable CallObserver during) {}

    @Override
    public void closed(McpReply.Failure why) {}
}
