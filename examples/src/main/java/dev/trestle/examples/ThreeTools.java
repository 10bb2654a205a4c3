package dev.trestle.examples;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.http.edge.McpEndpoint;
import dev.trestle.mcp.http.jetty.JettyHandler;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.ElicitResult;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.server.content.ToolResult;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;

/** An MCP server with three tools in plain Java: one answers, one reports progress, one asks the user. */
public final class ThreeTools {

    private ThreeTools() {}

    public static void main(String[] args) throws Exception {
        Server jetty = start(args.length > 0 ? Integer.parseInt(args[0]) : 8080);
        System.out.println("http://localhost:" + jetty.getURI().getPort() + "/mcp");
        jetty.join();
    }

    static Server start(int port) throws Exception {
        McpGateway gateway = McpGateway.builder().backend("shop", server()).build();
        Server jetty = new Server(port);
        jetty.setHandler(new JettyHandler(McpEndpoint.of(gateway)));
        jetty.start();
        return jetty;
    }

    // README begin
    static McpServer server() {
        return McpServer.builder("shop", "1.0")
                .tool(Tool.named("add")
                        .description("Adds two integers")
                        .input("a", Schema.integer("the first"))
                        .input("b", Schema.integer("the second"))
                        .handler((arguments, call) ->
                                ToolResult.text(String.valueOf(arguments.integer("a") + arguments.integer("b")))))
                .tool(Tool.named("bake")
                        .description("Bakes a number of rolls and says how far it is")
                        .input("rolls", Schema.integer("how many, 1 to 10"))
                        .handler((arguments, call) -> {
                            long rolls = arguments.integer("rolls");
                            if (rolls < 1 || rolls > 10) {
                                throw new ToolError("The oven holds 1 to 10 rolls");
                            }
                            for (int done = 1; done <= rolls; done++) {
                                TimeUnit.MILLISECONDS.sleep(20);
                                call.progress(done, (double) rolls);
                            }
                            return ToolResult.text(rolls + " rolls are ready");
                        }))
                .tool(Tool.named("order")
                        .description("Orders something after asking the user")
                        .input("what", Schema.string("what to order"))
                        .handler((arguments, call) -> {
                            ElicitResult answer = call.elicit(
                                    "Really order " + arguments.string("what") + "?",
                                    Schema.object().property("name", Schema.string("the name on the box")));
                            return answer.accepted()
                                    ? ToolResult.text("Ordered for "
                                            + answer.string("name").orElse("nobody"))
                                    : ToolResult.text("Not ordered");
                        }))
                .build();
    }
    // README end
}
