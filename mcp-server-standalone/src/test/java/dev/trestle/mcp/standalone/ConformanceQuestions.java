package dev.trestle.mcp.standalone;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.server.CallContext;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Prompt;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.ElicitResult;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.server.content.PromptResult;
import dev.trestle.mcp.server.content.Root;
import dev.trestle.mcp.server.content.SamplingRequest;
import dev.trestle.mcp.server.content.SamplingResult;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.spi.McpBackend;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the suite 0.2.0-alpha.12 asks of servers of 2026-07-28 beyond that of 0.1.16, as a server of 2025-11-25 has it: it
 * asks in mid-call and waits for the answer. Names and texts are the suite's.
 */
final class ConformanceQuestions {

    private ConformanceQuestions() {}

    /** Adds them; the reference is to hold the server as soon as it is built. */
    static void addTo(McpServer.Builder server, AtomicReference<McpServer> built) {
        questions(server);
        severalQuestions(server);
        changes(server, built);
        server.tool(Tool.named("test_logging_tool")
                .description("Says something on its way")
                .handler((arguments, context) -> {
                    context.log(LogLevel.INFO, null, "Only for those who asked to hear it");
                    return ToolResult.text("Said it");
                }));
        server.tool(Tool.named("test_custom_header")
                .description("Has an argument that HTTP repeats in a header")
                .inputSchema(JsonSlice.of("""
                        {"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}},
                         "required":["region"]}"""))
                .handler((arguments, context) -> ToolResult.text("called for " + arguments.string("region"))));
        server.prompt(Prompt.named("test_input_required_result_prompt")
                .description("A prompt that asks")
                .handler((arguments, context) -> PromptResult.text("In the context of "
                        + elicit(context, "What context should the prompt use?", "context")
                                .string("context")
                                .orElse("nothing"))));
    }

    /**
     * One tool asks whatever its client declared, as servers in most languages do unless they are told otherwise; our own
     * library would not ask.
     */
    static CompletionStage<McpReply> askRegardless(McpCall call, CallObserver observer, McpBackend next) {
        if (!"test_missing_capability".equals(call.target())) {
            return next.call(call, observer);
        }
        JsonSlice params = JsonSlice.of("""
                {"messages":[{"role":"user","content":{"type":"text","text":"Are you there?"}}],"maxTokens":10}""");
        InputRequest question = new InputRequest("sampling/createMessage", Params.of(params), call.cancellation());
        return observer.ask(question)
                .thenApply(
                        answer -> new McpReply.Result(
                                JsonSlice.of(
                                        answer instanceof InputAnswer.Result
                                                ? "{\"content\":[{\"type\":\"text\",\"text\":\"The model is there\"}]}"
                                                : "{\"content\":[{\"type\":\"text\",\"text\":\"There is no model\"}],\"isError\":true}")));
    }

    private static void questions(McpServer.Builder server) {
        server.tool(asking("elicitation", context -> "Hello, " + name(context) + "!"));
        server.tool(asking("sampling", context -> sample(context, "What is the capital of France?")));
        server.tool(asking("list_roots", context -> uris(context.roots())));
        server.tool(asking("request_state", ConformanceQuestions::confirmed));
        server.tool(asking("tampered_state", ConformanceQuestions::confirmed));
        server.tool(asking("capabilities", context -> sample(context, "Generate a greeting")));
        server.tool(tool("test_missing_capability", context -> sample(context, "Are you there?")));
        server.tool(tool("test_streaming_elicitation", ConformanceQuestions::confirmed));
    }

    private static void severalQuestions(McpServer.Builder server) {
        server.tool(asking(
                "multi_round",
                context -> elicit(context, "Step 1: What is your name?", "name").action() + " and "
                        + elicit(context, "Step 2: What is your favorite color?", "color")
                                .action()));
        server.tool(Tool.named("test_input_required_result_multiple_inputs")
                .description("Asks three things at once")
                .asyncHandler((arguments, context) -> atOnce(context)));
    }

    private static CompletionStage<ToolResult> atOnce(CallContext context) {
        CompletionStage<ElicitResult> name = context.elicitAsync("What is your name?", text("name"));
        CompletionStage<SamplingResult> greeting = context.sampleAsync(SamplingRequest.of("Generate a greeting", 50));
        CompletionStage<List<Root>> roots = context.rootsAsync();
        return name.thenCombine(
                        greeting, (who, how) -> how.text() + who.string("name").orElse("nobody"))
                .thenCombine(roots, (greeted, where) -> ToolResult.text(greeted + " in " + uris(where)));
    }

    private static void changes(McpServer.Builder server, AtomicReference<McpServer> built) {
        AtomicBoolean there = new AtomicBoolean();
        server.tool(tool("test_trigger_tool_change", context -> {
            McpServer itself = built.get();
            if (there.compareAndSet(false, true)) {
                itself.addTool(tool("test_extra_tool", unused -> "here I am"));
            } else if (there.compareAndSet(true, false)) {
                itself.removeTool("test_extra_tool");
            }
            return "Changed";
        }));
        server.tool(tool("test_trigger_prompt_change", context -> {
            McpServer itself = built.get();
            itself.addPrompt(Prompt.named("test_extra_prompt")
                    .description("Is there for a moment")
                    .handler((arguments, unused) -> PromptResult.text("here I am")));
            itself.removePrompt("test_extra_prompt");
            return "Changed";
        }));
    }

    private static Tool asking(String name, Function<CallContext, String> asked) {
        return tool("test_input_required_result_" + name, asked);
    }

    private static Tool tool(String name, Function<CallContext, String> body) {
        return Tool.named(name).description(name).handler((arguments, context) -> ToolResult.text(body.apply(context)));
    }

    private static String name(CallContext context) {
        return elicit(context, "What is your name?", "name").string("name").orElse("nobody");
    }

    private static String confirmed(CallContext context) {
        Schema form = Schema.object().property("ok", Schema.bool("whether it is"));
        return "state-ok, the user chose to "
                + context.elicit("Please confirm", form).action();
    }

    private static ElicitResult elicit(CallContext context, String message, String field) {
        return context.elicit(message, text(field));
    }

    private static Schema text(String field) {
        return Schema.object().property(field, Schema.string(field));
    }

    private static String sample(CallContext context, String prompt) {
        return context.sample(SamplingRequest.of(prompt, 100)).text();
    }

    private static String uris(List<Root> roots) {
        return roots.stream().map(Root::uri).collect(Collectors.joining(", "));
    }
}
