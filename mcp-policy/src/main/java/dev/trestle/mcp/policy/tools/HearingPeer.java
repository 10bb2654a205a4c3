package dev.trestle.mcp.policy.tools;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.concurrent.CompletionStage;

/**
 * As {@link Hearing}, for what is said outside calls.
 *
 * @param peer the client
 * @param changed run before the client hears it
 */
record HearingPeer(SessionPeer peer, Runnable changed) implements SessionPeer {

    @Override
    public ClientDescription client() {
        return peer.client();
    }

    @Override
    public void notified(Notification notification) {
        if (ToolLists.isChange(notification)) {
            changed.run();
        }
        peer.notified(notification);
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return peer.ask(request);
    }

    @Override
    public void onEnd(Runnable action) {
        peer.onEnd(action);
    }
}
