package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.shape.LegacyParams;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.concurrent.CompletionStage;

/**
 * A call on a session that was borrowed for it.
 *
 * @param session the session
 * @param asked the call as its client made it
 * @param observer its client
 */
record LentCall(LentSession session, McpCall asked, CallObserver observer) implements CallObserver {

    private static final SliceEditor EDITOR = new SliceEditor();

    /** The call as a legacy server is to see it. */
    McpCall call() {
        Params params = asked.params();
        if (params == null) {
            return asked;
        }
        JsonSlice sent = LegacyParams.of(params.json());
        // To a server of 2025-11-25 this would be the wish for a task, which the client cannot have meant.
        boolean mayWish = asked.method().equals("tools/call");
        return asked.withParams(ParamsIndex.index(mayWish ? EDITOR.without(sent, "task") : sent));
    }

    boolean mayBeAsked() {
        return Modern.mayAsk(asked.method());
    }

    @Override
    public void notified(Notification notification) {
        if (!session.keeps(notification)) {
            observer.notified(notification);
        }
    }

    @Override
    public void waits(CompletionStage<?> ready) {
        observer.waits(ready);
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return session.ofTask(request).orElseGet(() -> askClient(request));
    }

    private CompletionStage<InputAnswer> askClient(InputRequest request) {
        if (!mayBeAsked()) {
            return session.answerFor(request, "A client of 2026-07-28 cannot be asked during " + asked.method());
        }
        return observer.ask(request).thenApply(answer -> {
            if (request.method().equals("roots/list") && answer instanceof InputAnswer.Result result) {
                session.knowsRoots(result.json());
            }
            return answer;
        });
    }
}
