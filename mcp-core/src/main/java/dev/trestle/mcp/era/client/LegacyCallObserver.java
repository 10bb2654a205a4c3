package dev.trestle.mcp.era.client;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.session.ClientStream;
import dev.trestle.mcp.session.McpSession;
import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is said during a call to the call's own stream. If the call is made again, its progress begins anew, but for the
 * client it may only rise; what is said the first time passes as it is.
 */
final class LegacyCallObserver implements CallObserver {

    private static final SliceEditor EDITOR = new SliceEditor();

    private final McpSession session;
    private final ClientStream stream;
    private @Nullable BigDecimal highest;
    private volatile boolean again;

    /**
     * Observes a call.
     *
     * @param session the client's session
     * @param stream the call's stream
     */
    LegacyCallObserver(McpSession session, ClientStream stream) {
        this.session = session;
        this.stream = stream;
    }

    /** The call is made once more. */
    void again() {
        again = true;
    }

    @Override
    public void notified(Notification notification) {
        if (!notification.method().equals("notifications/progress") || isNews(notification)) {
            stream.send(EnvelopeWriter.notification(notification.method(), notification.params()));
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
        return session.ask(request, stream);
    }
}
