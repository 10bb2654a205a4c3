package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.era.LastMade;
import dev.trestle.mcp.era.header.ToolHeaders;
import dev.trestle.mcp.era.shape.Downgrade;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;

/**
 * The lists of a legacy server as a client of 2026-07-28 may read them: without tools that run as tasks only, unless those
 * are awaited or it knows tasks, and without annotations of headers that are none, for which it would drop the tool. Thread-safe.
 */
final class ModernLists {

    private final LastMade all = new LastMade();
    private final LastMade callable = new LastMade();

    McpReply of(String method, McpReply reply, boolean mayMakeTasks) {
        if (!method.equals("tools/list") || !(reply instanceof McpReply.Result result)) {
            return reply;
        }
        try {
            return new McpReply.Result(
                    (mayMakeTasks ? all : callable).of(result.json(), list -> made(list, mayMakeTasks)));
        } catch (JsonException e) {
            return reply;
        }
    }

    private static JsonSlice made(JsonSlice list, boolean mayMakeTasks) {
        JsonSlice callable = Downgrade.withoutTasks(list, mayMakeTasks);
        return ToolHeaders.strippingInvalid(callable).result();
    }
}
