package dev.trestle.mcp.era.client;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.session.ClientStream;
import dev.trestle.mcp.session.McpSession;
import java.util.concurrent.CompletionStage;

/**
 * Sends what is said during a call to the call's own stream.
 *
 * @param session the client's session
 * @param stream the call's stream
 */
record LegacyCallObserver(McpSession session, ClientStream stream) implements CallObserver {

    @Override
    public void notified(Notification notification) {
        stream.send(EnvelopeWriter.notification(notification.method(), notification.params()));
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return session.ask(request, stream);
    }
}
