package dev.trestle.mcp.interceptor.redact;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.redact.Redactor;
import java.util.concurrent.CompletionStage;

/** Hears what a backend says during a call, without secrets. */
record RedactedObserver(CallObserver next, Redactor redactor) implements CallObserver {

    @Override
    public void notified(Notification notification) {
        next.notified(Said.redacted(notification, redactor));
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return next.ask(Said.redacted(request, redactor));
    }

    @Override
    public void waits(CompletionStage<?> ready) {
        next.waits(ready);
    }
}
