package dev.trestle.mcp.benchmark.subject;

import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolResult;
import java.util.concurrent.CompletableFuture;

/** A server in this JVM: {@code echo}, which does not block, and any number of tools beside it. */
final class EchoTools {

    private static final McpServer.Limits WIDE =
            McpServer.Limits.DEFAULT.withMaxEntries(20_000).withMaxSessions(20_000);

    private EchoTools() {}

    static McpServer create(String name, int tools) {
        McpServer.Builder server = McpServer.builder(name, "1").limits(WIDE);
        for (int number = 1; number < tools; number++) {
            server.tool(tool("tool-" + number));
        }
        return server.tool(tool("echo")).build();
    }

    private static Tool tool(String name) {
        return Tool.named(name)
                .description("Says what it is told")
                .input("text", Schema.string("what to say"))
                .asyncHandler((arguments, context) ->
                        CompletableFuture.completedFuture(ToolResult.text(arguments.string("text"))));
    }
}
