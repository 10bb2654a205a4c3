package dev.trestle.mcp.era.client;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what is said during a call that is made several times: its progress begins anew each time, but for the client it
 * may only rise. What is said the first time passes as it is.
 */
final class RisingProgress implements CallObserver {

    private static final SliceEditor EDITOR = new SliceEditor();

    private final CallObserver client;
    private @Nullable BigDecimal highest;
    private volatile boolean again;

    RisingProgress(CallObserver client) {
        this.client = client;
    }

    /** The call is made once more. */
    void again() {
        again = true;
    }

    @Override
    public void notified(Notification notification) {
        if (!notification.method().equals("notifications/progress") || isNews(notification)) {
            client.notified(notification);
        }
    }

    private boolean isNews(Notification notification) {
        try {
            JsonSlice progress = notification.params() == null
                    ? null
                    : EDITOR.member(notification.params().json(), "progress").orElse(null);
            BigDecimal value = progress == null ? null : new BigDecimal(progress.toString());
            boolean stale = again && value != null && highest != null && value.compareTo(highest) <= 0;
            highest = stale || value == null ? highest : value;
            return !stale;
        } catch (NumberFormatException | JsonException e) {
            return true;
        }
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return client.ask(request);
    }
}
