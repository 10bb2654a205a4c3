package dev.trestle.mcp.benchmark.subject;

import dev.trestle.mcp.benchmark.limit.Shuffle;
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
        return create(
                name,
                tools,
                (arguments, context) -> CompletableFuture.completedFuture(ToolResult.text(arguments.string("text"))));
    }

    /** The same, but the order of its answers is not that of the calls. */
    static McpServer shuffled(String name, int tools) {
        Shuffle shuffle = Shuffle.start();
        return create(name, tools, (arguments, context) -> {
            CompletableFuture<ToolResult> answer = new CompletableFuture<>();
            ToolResult result = ToolResult.text(arguments.string("text"));
            shuffle.add(() -> answer.complete(result));
            return answer;
        });
    }

    private static McpServer create(String name, int tools, Tool.AsyncHandler answer) {
        McpServer.Builder server = McpServer.builder(name, "1").limits(WIDE);
        for (int number = 1; number < tools; number++) {
            server.tool(tool("tool-" + number, answer));
        }
        return server.tool(tool("echo", answer)).build();
    }

    private static Tool tool(String name, Tool.AsyncHandler answer) {
        return Tool.named(name)
                .description("Says what it is told")
                .input("text", Schema.string("what to say"))
                .asyncHandler(answer);
    }
}
