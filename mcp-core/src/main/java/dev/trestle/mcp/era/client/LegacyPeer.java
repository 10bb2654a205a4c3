package dev.trestle.mcp.era.client;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.session.McpSession;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.concurrent.CompletionStage;

/**
 * A legacy client as its backend sees it outside calls.
 *
 * @param session the client's session
 * @param client who it is
 * @param context whom to tell of what is lost
 */
record LegacyPeer(McpSession session, ClientDescription client, BackendContext context) implements SessionPeer {

    @Override
    public void notified(Notification notification) {
        boolean coalesce = notification.method().endsWith("/list_changed")
                || notification.method().equals("notifications/resources/updated");
        session.send(
                EnvelopeWriter.notification(notification.method(), notification.params()),
                coalesce,
                () -> context.listener().dropped(session.view(), DropReason.OUTBOX_FULL));
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return session.ask(request);
    }

    @Override
    public void onEnd(Runnable action) {
        session.onEnd(action);
    }
}
