package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that wants progress what its task says of its status: as progress that rises by one, for tasks have no
 * numbers of their own. Whatever else is said during the call passes. Thread-safe.
 */
final class StatusNews implements CallObserver {

    private static final SliceEditor EDITOR = new SliceEditor();

    private final CallObserver observer;
    private final @Nullable JsonSlice token;
    private BigDecimal highest = BigDecimal.ZERO;
    private @Nullable String last;

    StatusNews(CallObserver observer, @Nullable JsonSlice token) {
        this.observer = observer;
        this.token = token;
    }

    /** The task has said how it is; what it said before is no news. */
    void status(@Nullable String message) {
        JsonSlice params;
        synchronized (this) {
            if (token == null || message == null || Objects.equals(message, last)) {
                return;
            }
            last = message;
            highest = highest.setScale(0, RoundingMode.FLOOR).add(BigDecimal.ONE);
            params = JsonWriter.object()
                    .put("progressToken", token)
                    .put("progress", JsonSlice.of(highest.toPlainString()))
                    .put("message", message)
                    .toSlice();
        }
        observer.notified(new Notification("notifications/progress", Params.of(params)));
    }

    @Override
    public void notified(Notification notification) {
        if (notification.method().equals("notifications/progress") && notification.params() != null) {
            remember(notification.params().json());
        }
        observer.notified(notification);
    }

    private synchronized void remember(JsonSlice progress) {
        try {
            EDITOR.member(progress, "progress")
                    .map(value -> new BigDecimal(value.toString()))
                    .ifPresent(value -> highest = highest.max(value));
        } catch (NumberFormatException | JsonException e) {
            // What is no number rises no number.
        }
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return observer.ask(request);
    }

    @Override
    public void waits(CompletionStage<?> ready) {
        observer.waits(ready);
    }
}
