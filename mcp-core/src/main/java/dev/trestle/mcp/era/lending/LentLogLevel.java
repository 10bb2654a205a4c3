package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.LogLevels;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The log level of a lent session: as low as any of the calls that use it wants. It is lowered before the call and not raised
 * after it: whoever wants less is told less on the way to the client.
 */
final class LentLogLevel {

    private final LentSession session;
    private int current = LogLevels.ALL.size();

    LentLogLevel(LentSession session) {
        this.session = session;
    }

    /** Sees to it that a call gets what it wants; completes when it may begin, or is null if it may at once. */
    @Nullable CompletionStage<?> wanted(McpCall call) {
        String level = call.metadata().logLevel();
        int index = level == null ? -1 : LogLevels.ALL.indexOf(level);
        if (index < 0 || !serverLogs()) {
            return null;
        }
        synchronized (this) {
            if (index >= current) {
                return null;
            }
            current = index;
        }
        // Whether the server takes it or not, the call goes on.
        JsonSlice params =
                JsonWriter.object().put("level", LogLevels.ALL.get(index)).toSlice();
        return session.own("logging/setLevel", params);
    }

    private boolean serverLogs() {
        SliceEditor editor = new SliceEditor();
        return editor.member(session.session().server().initializeResult(), "capabilities")
                .flatMap(capabilities -> editor.member(capabilities, "logging"))
                .isPresent();
    }
}
