package dev.trestle.mcp.stdio;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.ToolResult;

/** A server on its own standard streams whose tool prints where it must not. */
final class FrontProgram {

    private FrontProgram() {}

    public static void main(String[] args) {
        McpServer server = McpServer.builder("program", "1")
                .tool(Tool.named("chatty").handler((arguments, context) -> {
                    System.out.println("a line of the handler's own");
                    return ToolResult.text("said it");
                }))
                .build();
        try (McpGateway gateway =
                McpGateway.builder().backend("program", server).build()) {
            StdioFront.builder(gateway).standardStreams().build().run();
        }
    }
}
