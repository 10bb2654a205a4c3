package dev.trestle.mcp.interceptor.redact;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.redact.RedactionOptions;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Redacts errors; arguments, results, and what backends say and ask, by option. Thread-safe. */
public final class Redaction implements CallInterceptor {

    private static final String ARGUMENTS = "arguments";

    private final RedactionOptions options;
    private final Redactor redactor;
    private volatile @Nullable JsonEditor editor;

    /**
     * Redacts.
     *
     * @param options what
     */
    public Redaction(RedactionOptions options) {
        this.options = options;
        this.redactor = options.redactor();
    }

    @Override
    public void attach(InterceptorContext context) {
        editor = context.editor();
    }

    @Override
    public CompletionStage<McpReply> intercept(McpCall call, CallObserver observer, McpBackend next) {
        if (redactor.isOff()) {
            return next.call(call, observer);
        }
        CallObserver hears = options.notifications() ? new RedactedObserver(observer, redactor) : observer;
        CompletionStage<McpReply> stage = next.call(options.arguments() ? withoutSecrets(call) : call, hears);
        McpReply ready = McpReply.ifReady(stage);
        if (ready == null) {
            return stage.thenApply(this::redact);
        }
        McpReply redacted = redact(ready);
        return redacted == ready ? stage : CompletableFuture.completedFuture(redacted);
    }

    @Override
    public SessionPeer around(SessionPeer peer, String view) {
        return options.notifications() && !redactor.isOff() ? new RedactedPeer(peer, redactor) : peer;
    }

    /** Only the arguments: names, cursors and metadata are for the gateway and the backend, not for people. */
    private McpCall withoutSecrets(McpCall call) {
        Params params = call.params();
        if (params == null) {
            return call;
        }
        JsonEditor edit = Objects.requireNonNull(editor, "not attached");
        try {
            JsonSlice arguments = edit.member(params.json(), ARGUMENTS).orElse(JsonSlice.EMPTY_OBJECT);
            JsonSlice redacted = redactor.redact(arguments);
            return redacted.equals(arguments)
                    ? call
                    : call.withParams(Params.of(edit.with(params.json(), ARGUMENTS, redacted)));
        } catch (JsonException twice) {
            // Whoever decodes the params refuses them; nobody else is told which of two values is meant.
            return call.withParams(Params.of(redactor.redact(params.json())));
        }
    }

    private McpReply redact(McpReply reply) {
        return reply.fold(
                result -> options.results() ? result.withJson(redactor.redact(result.json())) : result,
                asks -> options.notifications() ? new McpReply.InputRequired(redactor.redact(asks.json())) : asks,
                this::redact);
    }

    /**
     * What a client is told of a call. What the gateway itself refuses quotes the names that the call gave, and most of it is refused
     * before the call comes here.
     *
     * @param reply any reply
     * @return the same, unless it is a refusal with a secret in it
     */
    public McpReply told(McpReply reply) {
        return reply.reason() == null || redactor.isOff()
                ? reply
                : reply.fold(result -> result.withJson(redactor.redact(result.json())), asks -> asks, this::redact);
    }

    /**
     * A failure without secrets.
     *
     * @param failure as it was told
     * @return the same if there is none in it
     */
    public McpReply.Failure redact(McpReply.Failure failure) {
        JsonRpcError error = failure.error();
        JsonSlice json = redactor.redact(error.json());
        return json.equals(error.json())
                ? failure
                : new McpReply.Failure(
                        new JsonRpcError(error.code(), redactor.redact(error.message()), json), failure.reason());
    }

    /**
     * A stage whose failure is told to clients outside the pipeline: why a session could not be opened.
     *
     * @param stage any stage
     * @param <T> what it gives
     * @return gives the same, or fails without secrets
     */
    public <T> CompletionStage<T> redact(CompletionStage<T> stage) {
        CompletableFuture<T> told = new CompletableFuture<>();
        stage.whenComplete((value, problem) -> {
            if (problem == null) {
                told.complete(value);
            } else {
                told.completeExceptionally(withoutSecrets(problem));
            }
        });
        return told;
    }

    private Throwable withoutSecrets(Throwable problem) {
        return McpException.failureIn(problem)
                .map(this::redact)
                .<Throwable>map(McpException::new)
                .orElse(problem);
    }
}
