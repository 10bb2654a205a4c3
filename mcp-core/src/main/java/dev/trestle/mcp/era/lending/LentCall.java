package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.shape.LegacyParams;
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

    /** The call as a legacy server is to see it. */
    McpCall call() {
        Params params = asked.params();
        if (params == null) {
            return asked;
        }
        Params sent = LegacyParams.ofCall(params, asked.method().equals("tools/call"));
        return sent.equals(params) ? asked : asked.withParams(sent);
    }

    /** Objects that say nothing of their hash are slow to find one, and of each of these there is a new one for each call. */
    @Override
    public int hashCode() {
        return Long.hashCode(asked.serial());
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
