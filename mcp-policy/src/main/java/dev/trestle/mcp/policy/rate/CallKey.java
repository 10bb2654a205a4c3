package dev.trestle.mcp.policy.rate;

import dev.trestle.mcp.call.McpCall;
import org.jspecify.annotations.Nullable;

/**
 * What a call counts on. Calls with the same key wait in one line.
 *
 * @param client whose call it is
 * @param backend whom it is for
 * @param tool which tool, or null for calls of none; cut, so that no client can make keys large
 */
record CallKey(ClientKey client, String backend, @Nullable String tool) {

    private static final String TOOL_CALL = "tools/call";
    private static final int LONGEST_NAME = 128;

    static CallKey of(McpCall call) {
        String target = call.method().equals(TOOL_CALL) ? call.target() : null;
        String tool = target == null || target.length() <= LONGEST_NAME ? target : target.substring(0, LONGEST_NAME);
        return new CallKey(ClientKey.of(call), call.view(), tool);
    }
}
