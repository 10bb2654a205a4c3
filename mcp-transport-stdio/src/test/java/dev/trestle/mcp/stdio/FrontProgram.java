package dev.trestle.mcp.stdio;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.ToolResult;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A server on its own standard streams whose tools print where they must not, and need a deep stack. */
final class FrontProgram {

    private FrontProgram() {}

    /** The command that runs it. */
    static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xlog:disable",
                "-cp",
                System.getProperty("java.class.path"),
                FrontProgram.class.getName());
    }

    public static void main(String[] args) {
        McpServer server = McpServer.builder("program", "1")
                .tool(Tool.named("chatty").handler((arguments, context) -> {
                    System.out.println("a line of the handler's own");
                    return ToolResult.text("said it");
                }))
                .tool(Tool.named("deep")
                        .asyncHandler((arguments, context) ->
                                CompletableFuture.completedStage(ToolResult.text("deep " + deep(3000)))))
                .build();
        try (McpGateway gateway =
                McpGateway.builder().backend("program", server).build()) {
            StdioFront.builder(gateway).standardStreams().build().run();
        }
    }

    private static int deep(int left) {
        return left == 0 ? 0 : 1 + deep(left - 1);
    }
}
