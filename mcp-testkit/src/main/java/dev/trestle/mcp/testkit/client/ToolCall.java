package dev.trestle.mcp.testkit.client;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;

/** The params of {@code tools/call}. */
final class ToolCall {

    private ToolCall() {}

    static String params(String tool, String arguments) {
        return JsonWriter.object()
                .put("name", tool)
                .put("arguments", JsonSlice.of(arguments))
                .toSlice()
                .toString();
    }
}
