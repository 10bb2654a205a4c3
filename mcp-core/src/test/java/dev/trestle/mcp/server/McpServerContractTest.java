package dev.trestle.mcp.server;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.contract.BackendSessionContract;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

class McpServerContractTest extends BackendSessionContract {

    private final TestContext context = TestContext.create();
    private final List<ClientContext> rootsChanged = new CopyOnWriteArrayList<>();
    private final McpServer server = server();

    McpServerContractTest() {
        server.attach(context.context());
    }

    @Override
    protected CompletionStage<BackendSession> open(SessionPeer client) {
        return server.open(client).thenApply(session -> {
            session.notified(Calls.notification("notifications/initialized", null));
            return session;
        });
    }

    @Override
    protected void dispose() {
        context.close();
    }

    private McpServer server() {
        return McpServer.builder("contract", "1")
                .onRootsChanged(rootsChanged::add)
                .tool(Tool.named("echo")
                        .input("text", Schema.string("what"))
                        .handler((arguments, call) -> ToolResult.text(arguments.string("text"))))
                .tool(Tool.named("chatter")
                        .input("count", Schema.integer("how much"))
                        .handler(McpServerContractTest::chatter))
                .tool(Tool.named("ask")
                        .input("message", Schema.string("what"))
                        .asyncHandler(McpServerContractTest::ask))
                .tool(Tool.named("stall").asyncHandler((arguments, call) -> new CompletableFuture<>()))
                .tool(Tool.named("fail").handler((arguments, call) -> {
                    throw new McpException(new McpReply.Failure(JsonRpcError.of(-32001, "told so")));
                }))
                .tool(Tool.named("announce").handler((arguments, call) -> announce()))
                .tool(Tool.named("heard").handler(this::heard))
                .build();
    }

    private static ToolResult chatter(Arguments arguments, CallContext call) {
        long count = arguments.integer("count");
        for (long i = 1; i <= count; i++) {
            call.progress((double) i, (double) count);
        }
        return ToolResult.text("done");
    }

    private static CompletionStage<ToolResult> ask(Arguments arguments, CallContext call) {
        JsonSlice question = JsonWriter.object()
                .put("message", arguments.string("message"))
                .put("requestedSchema", JsonSlice.of("{\"type\":\"object\",\"properties\":{}}"))
                .toSlice();
        return call.ask("elicitation/create", question)
                .thenApply(answer -> ToolResult.text(
                        answer instanceof InputAnswer.Result result
                                ? "answer: " + result.json()
                                : "error: "
                                        + ((InputAnswer.Failure) answer).error().code()));
    }

    private ToolResult announce() {
        server.addTool(Tool.named("announced").handler((arguments, call) -> ToolResult.text("here")));
        return ToolResult.text("announced");
    }

    private ToolResult heard(Arguments arguments, CallContext call) {
        long times =
                rootsChanged.stream().filter(client -> client == call.session()).count();
        return ToolResult.text(String.valueOf(times));
    }
}
