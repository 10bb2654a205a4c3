package dev.trestle.mcp.server;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.server.content.ToolResult;

/** {@code tools/list} and {@code tools/call}. */
final class ToolCalls {

    private final Catalog<Tool> catalog;

    ToolCalls(McpServer.Limits limits) {
        this.catalog = new Catalog<>("tools", "tools", limits, Tool::json);
    }

    Catalog<Tool> catalog() {
        return catalog;
    }

    JsonSlice list(McpCall call, Shape shape) {
        return catalog.list(call, shape);
    }

    void start(RunningCall call, Shape shape) {
        Arguments params = Arguments.params(call.call());
        String name = params.string("name");
        Tool tool = catalog.find(name).orElseThrow(() -> Failures.invalid("there is no tool '" + name + "'"));
        Arguments arguments = params.arguments();
        call.run(tool.handling(), arguments, shape::toolResult, failure -> failed(name, call, failure, shape));
    }

    /** A failure is told to the model, which may do better the next time; only what was no call at all is an error. */
    private static McpReply failed(String name, RunningCall call, Throwable failure, Shape shape) {
        if (failure instanceof McpException known) {
            return known.failure();
        }
        String subject = "tool '" + name + "'";
        String message = Failures.spoken(failure)
                .map(said -> subject + " failed: " + said)
                .orElseGet(() -> Failures.unspoken(subject, call, failure));
        return new McpReply.Result(shape.toolResult(ToolResult.error(message)));
    }
}
