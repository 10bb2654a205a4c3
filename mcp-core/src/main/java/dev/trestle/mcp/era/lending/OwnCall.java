package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import java.util.concurrent.CompletionStage;

/**
 * A call that we make for ourselves: what is said and asked meanwhile belongs to the session.
 *
 * @param session the session
 */
record OwnCall(LentSession session) implements CallObserver {

    @Override
    public void notified(Notification notification) {
        session.notified(notification);
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return session.ask(request);
    }
}
