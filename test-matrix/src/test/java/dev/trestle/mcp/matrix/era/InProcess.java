package dev.trestle.mcp.matrix.era;

import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.server.CallContext;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Resource;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.AskFailed;
import dev.trestle.mcp.server.content.Content;
import dev.trestle.mcp.server.content.ElicitResult;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.Root;
import dev.trestle.mcp.server.content.SamplingRequest;
import dev.trestle.mcp.server.content.SamplingResult;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolResult;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What the scenarios need of the kit's tools, in a server as users write them. */
final class InProcess {

    private static final Schema NAME = Schema.object().property("name", Schema.string("a name"));

    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger tools = new AtomicInteger();
    private final McpServer server = build();

    private InProcess() {}

    static McpServer server() {
        return new InProcess().server;
    }

    private McpServer build() {
        McpServer.Builder builder = McpServer.builder("era", "1")
                .resource(
                        Resource.at("era:///readme").name("readme").reader(context -> ResourceContents.text("read me")))
                .resource(Resource.at("era:///blob").name("blob").reader(context -> ResourceContents.text("blob")));
        plain(builder);
        asking(builder);
        return builder.build();
    }

    private void plain(McpServer.Builder builder) {
        builder.tool(Tool.named("echo")
                        .input("text", Schema.string("what to say"))
                        .handler((arguments, call) -> ToolResult.text(arguments.string("text"))))
                .tool(Tool.named("big")
                        .input("bytes", Schema.integer("how many"))
                        .handler((arguments, call) -> ToolResult.text("x".repeat((int) arguments.integer("bytes")))))
                .tool(Tool.named("error").handler((arguments, call) -> ToolResult.error("told so")))
                .tool(Tool.named("progress")
                        .input("count", Schema.integer("how often"))
                        .handler((arguments, call) -> {
                            for (int i = 1; i <= arguments.integer("count"); i++) {
                                call.progress(i, null, null);
                            }
                            return ToolResult.text(arguments.integer("count") + " said");
                        }))
                .tool(Tool.named("log").handler((arguments, call) -> {
                    List.of(LogLevel.DEBUG, LogLevel.INFO, LogLevel.WARNING, LogLevel.ERROR)
                            .forEach(
                                    level -> call.log(level, "era", level.name().toLowerCase(Locale.ROOT)));
                    return ToolResult.text("logged");
                }))
                .tool(Tool.named("structured")
                        .handler((arguments, call) -> new ToolResult(
                                List.of(Content.text("[1,2,3]")), JsonSlice.of("{\"result\":[1,2,3]}"), false, null)))
                .tool(Tool.named("announce")
                        .input("what", Schema.string("what"))
                        .optionalInput("uri", Schema.string("which"))
                        .handler((arguments, call) -> announce(
                                arguments.string("what"),
                                arguments.optionalString("uri").orElse(""))));
        lasting(builder);
    }

    private ToolResult announce(String what, String uri) {
        if (what.equals("resource")) {
            server.resourceUpdated(uri);
        } else {
            server.addTool(
                    Tool.named("new" + tools.incrementAndGet()).handler((arguments, call) -> ToolResult.text("")));
        }
        return ToolResult.text("announced");
    }

    private void lasting(McpServer.Builder builder) {
        builder.tool(Tool.named("slow")
                        .input("steps", Schema.integer("how many"))
                        .input("delayMs", Schema.integer("how long each takes"))
                        .asyncHandler((arguments, call) -> {
                            call.onCancel(why -> cancelled.incrementAndGet());
                            return slow(call, 1, arguments.integer("steps"), arguments.integer("delayMs"));
                        }))
                .tool(Tool.named("stall").asyncHandler((arguments, call) -> {
                    call.onCancel(why -> cancelled.incrementAndGet());
                    return new CompletableFuture<>();
                }))
                .tool(Tool.named("cancelled")
                        .handler((arguments, call) -> ToolResult.text(String.valueOf(cancelled.get()))))
                .tool(Tool.named("die").handler((arguments, call) -> {
                    throw new StackOverflowError("as a handler may");
                }));
    }

    private static CompletionStage<ToolResult> slow(CallContext call, long step, long steps, long delayMs) {
        if (step > steps) {
            return CompletableFuture.completedFuture(ToolResult.text("done"));
        }
        return CompletableFuture.runAsync(
                        () -> call.progress(step, null, null),
                        CompletableFuture.delayedExecutor(delayMs, TimeUnit.MILLISECONDS))
                .thenCompose(then -> slow(call, step + 1, steps, delayMs));
    }

    private static void asking(McpServer.Builder builder) {
        builder.tool(Tool.named("ask")
                        .optionalInput("message", Schema.string("what to ask"))
                        .asyncHandler((arguments, call) -> text(
                                form(call, arguments.optionalString("message").orElse("who?")))))
                .tool(Tool.named("ask_two").asyncHandler((arguments, call) -> {
                    CompletionStage<String> second = form(call, "second?");
                    return text(form(call, "first?").thenCombine(second, (a, b) -> "first: " + a + "; second: " + b));
                }))
                .tool(Tool.named("ask_rounds")
                        .asyncHandler((arguments, call) -> text(form(call, "who?")
                                .thenCompose(who -> form(call, "who comes after " + who + "?")
                                        .thenApply(next -> who + ", then " + next)))))
                .tool(Tool.named("ask_url")
                        .asyncHandler((arguments, call) ->
                                text(told(call.elicitUrlAsync("sign in", "1", "https://example.com/sign-in")
                                        .thenApply(InProcess::told)))))
                .tool(Tool.named("ask_sampling")
                        .asyncHandler((arguments, call) -> text(told(call.sampleAsync(SamplingRequest.of("greet", 10))
                                .thenApply(InProcess::told)))))
                .tool(Tool.named("ask_roots")
                        .asyncHandler(
                                (arguments, call) -> text(told(call.rootsAsync().thenApply(InProcess::told)))));
    }

    private static CompletionStage<String> form(CallContext call, String message) {
        return told(call.elicitAsync(message, NAME).thenApply(InProcess::told));
    }

    private static String told(ElicitResult answer) {
        return answer.action().name().toLowerCase(Locale.ROOT)
                + answer.string("name").map(name -> " " + name).orElse("");
    }

    private static String told(SamplingResult answer) {
        return answer.model() + ": " + answer.text();
    }

    private static String told(List<Root> roots) {
        return "roots: " + roots.stream().map(Root::uri).collect(Collectors.joining(" "));
    }

    /** A question that was answered by an error is told as one. */
    private static CompletionStage<String> told(CompletionStage<String> answer) {
        return answer.exceptionally(problem -> {
            Throwable cause = problem instanceof CompletionException wrapped ? wrapped.getCause() : problem;
            return cause instanceof AskFailed failed ? "error " + failed.error().code() : "broken " + cause;
        });
    }

    private static CompletionStage<ToolResult> text(CompletionStage<String> text) {
        return text.thenApply(ToolResult::text);
    }
}
