package dev.trestle.mcp.policy.tools;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import java.util.concurrent.CompletionStage;

/**
 * A client, and whoever wants to know that its list of tools has changed.
 *
 * @param observer the client
 * @param changed run before the client hears it
 */
record Hearing(CallObserver observer, Runnable changed) implements CallObserver {

    @Override
    public void notified(Notification notification) {
        if (ToolLists.isChange(notification)) {
            changed.run();
        }
        observer.notified(notification);
    }

    @Override
    public void waits(CompletionStage<?> ready) {
        observer.waits(ready);
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return observer.ask(request);
    }
}
