package dev.trestle.mcp.telemetry.event;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.json.JsonSlice;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Of which trace a call is, as its client says in {@code _meta.traceparent} (W3C Trace Context, level 1).
 *
 * @param traceId 32 hexadecimal digits
 * @param parentId 16 hexadecimal digits: the client's span
 * @param sampled whether the client records it
 */
public record Trace(String traceId, String parentId, boolean sampled) {

    private static final Pattern PARENT = Pattern.compile(
            "\"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?\"");
    private static final int LONGEST = 512;

    /**
     * The trace of a call.
     *
     * @param call the call
     * @return null if its client says none, or none that can be read
     */
    public static @Nullable Trace of(McpCall call) {
        JsonSlice meta = call.params() == null ? null : call.params().meta();
        String text = meta == null ? null : TopLevel.member(meta, TopLevel.Name.TRACEPARENT);
        if (text == null || text.length() > LONGEST) {
            return null;
        }
        Matcher parts = PARENT.matcher(text);
        return parts.matches()
                ? new Trace(parts.group(1), parts.group(2), (Integer.parseInt(parts.group(3), 16) & 1) == 1)
                : null;
    }
}
