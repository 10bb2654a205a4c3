package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.LogLevels;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import org.jspecify.annotations.Nullable;

/** Which log messages a request wants (RFC 5424 levels; 2026-07-28, `server/utilities/logging`). */
final class Logs {

    private static final SliceEditor EDITOR = new SliceEditor();

    private Logs() {}

    /** Whether a notification is a log message of at least that level; null wants none. */
    static boolean wanted(Notification notification, @Nullable String level) {
        if (level == null
                || notification.params() == null
                || !notification.method().equals("notifications/message")) {
            return false;
        }
        String said = EDITOR.member(notification.params().json(), "level")
                .map(SliceEditor::text)
                .orElse("");
        return LogLevels.ALL.indexOf(said) >= LogLevels.ALL.indexOf(level);
    }
}
