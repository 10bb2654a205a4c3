package dev.trestle.mcp.interceptor.redact;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.concurrent.CompletionStage;

/** Hears what a backend says outside calls, without secrets. */
record RedactedPeer(SessionPeer next, Redactor redactor) implements SessionPeer {

    @Override
    public ClientDescription client() {
        return next.client();
    }

    @Override
    public void notified(Notification notification) {
        next.notified(Said.redacted(notification, redactor));
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return next.ask(Said.redacted(request, redactor));
    }

    @Override
    public void onEnd(Runnable action) {
        next.onEnd(action);
    }
}
