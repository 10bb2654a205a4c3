package dev.trestle.mcp.server;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.server.content.AskFailed;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.spi.ClientDescription;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The client of a session, for what belongs to no call. */
final class OutsideCalls implements ClientContext {

    private final ServerSession session;

    OutsideCalls(ServerSession session) {
        this.session = session;
    }

    @Override
    public ClientDescription client() {
        return session.client();
    }

    @Override
    public void log(LogLevel level, @Nullable String logger, Object data) {
        session.logMessage(level, logger, data).ifPresent(params -> session.say("notifications/message", params));
    }

    @Override
    public void elicitationComplete(String elicitationId) {
        session.say("notifications/elicitation/complete", Questions.complete(elicitationId));
    }

    @Override
    public CompletionStage<InputAnswer> ask(String method, @Nullable JsonSlice params) {
        Optional<AskFailed> refusal = Questions.undeclared(client(), method, params, false);
        return refusal.isPresent()
                ? CompletableFuture.failedFuture(refusal.get())
                : session.ask(new InputRequest(method, params == null ? null : Params.of(params)));
    }
}
