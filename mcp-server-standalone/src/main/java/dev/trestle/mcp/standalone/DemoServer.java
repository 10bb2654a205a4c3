package dev.trestle.mcp.standalone;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.Arguments;
import dev.trestle.mcp.server.CallContext;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Prompt;
import dev.trestle.mcp.server.Resource;
import dev.trestle.mcp.server.ResourceTemplate;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.ElicitResult;
import dev.trestle.mcp.server.content.InvalidArgument;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.server.content.PromptMessage;
import dev.trestle.mcp.server.content.PromptResult;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.Root;
import dev.trestle.mcp.server.content.SamplingRequest;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolAnnotations;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.server.content.ToolResult;
import java.lang.ref.WeakReference;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The bundled demo server: one of everything that a server can do, so that clients can be tried out on it. */
final class DemoServer {

    private static final String CLOCK = "demo://clock";
    private static final int BIGGEST = 8 << 20;
    private static final List<String> STYLES = List.of("formal", "friendly", "funny");
    private static final List<String> LANGUAGES = List.of("go", "java", "javascript", "kotlin", "python", "rust");

    private final AtomicBoolean extraTool = new AtomicBoolean();
    private final AtomicReference<WeakReference<McpServer>> running = new AtomicReference<>(new WeakReference<>(null));

    private DemoServer() {}

    /**
     * Makes a demo server.
     *
     * @return a backend for one gateway
     */
    static McpServer create() {
        DemoServer demo = new DemoServer();
        McpServer.Builder builder = McpServer.builder("trestle-demo", version())
                .title("Trestle demo")
                .instructions("A server to try clients on: every tool does one thing that servers can do.");
        demo.plainTools(builder);
        demo.askingTools(builder);
        demo.troublingTools(builder);
        resources(builder);
        prompts(builder);
        McpServer server = builder.build();
        WeakReference<McpServer> itself = new WeakReference<>(server);
        demo.running.set(itself);
        tick(itself);
        return server;
    }

    private static String version() {
        String version = DemoServer.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    private void plainTools(McpServer.Builder server) {
        server.tool(Tool.named("echo")
                .description("Gives back what it is given")
                .input("message", Schema.string("what to give back"))
                .annotations(ToolAnnotations.lookingOnly())
                .asyncHandler((arguments, context) -> done(arguments.string("message"))));
        server.tool(Tool.named("add")
                .description("Adds two numbers")
                .input("a", Schema.number("the one"))
                .input("b", Schema.number("the other"))
                .outputSchema(Schema.object()
                        .property("sum", Schema.number("the sum"))
                        .toJson())
                .annotations(ToolAnnotations.lookingOnly())
                .handler((arguments, context) -> ToolResult.structured(JsonWriter.object()
                        .put("sum", arguments.number("a") + arguments.number("b"))
                        .toSlice())));
        server.tool(Tool.named("time")
                .description("Tells the time")
                .optionalInput("zone", Schema.string("such as Europe/Paris").withDefault("UTC"))
                .handler((arguments, context) -> time(arguments)));
        server.tool(Tool.named("log")
                .description("Sends a log message")
                .input("message", Schema.string("what to say"))
                .optionalInput("level", Schema.choice("how grave it is", levels()))
                .asyncHandler(DemoServer::log));
        server.tool(Tool.named("trigger_changes")
                .description("Adds a tool, or removes it again, and says so to all clients; the clock ticks once more")
                .handler((arguments, context) -> triggerChanges()));
    }

    private void askingTools(McpServer.Builder server) {
        server.tool(Tool.named("ask")
                .description("Asks the user to fill in a form")
                .optionalInput("message", Schema.string("what to ask").withDefault("Who are you?"))
                .handler(DemoServer::ask));
        server.tool(Tool.named("sample")
                .description("Asks the client's model")
                .input("prompt", Schema.string("what to ask"))
                .optionalInput(
                        "maxTokens",
                        Schema.integer("how long the answer may be").withDefault(100))
                .handler((arguments, context) -> ToolResult.text("The model says: "
                        + context.sample(SamplingRequest.of(arguments.string("prompt"), (int)
                                        arguments.optionalInteger("maxTokens").orElse(100)))
                                .text())));
        server.tool(Tool.named("roots")
                .description("Lists the folders that the client lets servers work in")
                .handler((arguments, context) ->
                        ToolResult.text(context.roots().stream().map(Root::uri).collect(Collectors.joining("\n")))));
    }

    private void troublingTools(McpServer.Builder server) {
        server.tool(Tool.named("slow")
                .description("Takes its time, reports progress, and can be cancelled")
                .optionalInput("steps", Schema.integer("how many").withDefault(5))
                .optionalInput("delayMs", Schema.integer("how long each takes").withDefault(200))
                .handler(DemoServer::slow));
        server.tool(Tool.named("fail").description("Fails").handler((arguments, context) -> {
            throw new ToolError("this tool always does");
        }));
        server.tool(Tool.named("big")
                .description("Gives much text")
                .input("bytes", Schema.integer("how much, up to " + BIGGEST))
                .handler((arguments, context) -> ToolResult.text("x".repeat(size(arguments)))));
    }

    private static void resources(McpServer.Builder server) {
        server.resource(Resource.at("demo://readme")
                .name("readme")
                .description("What this server is")
                .mimeType("text/plain")
                .reader(context -> ResourceContents.text("Trestle's demo server. Try its tools.")));
        server.resource(Resource.at(CLOCK)
                .name("clock")
                .description("The time; it changes every second, and says so to whoever subscribed")
                .mimeType("text/plain")
                .reader(context -> ResourceContents.text(Instant.now().toString())));
        server.resourceTemplate(ResourceTemplate.of("demo://square/{number}")
                .name("square")
                .description("A number, squared")
                .mimeType("text/plain")
                .reader((variables, context) -> square(variables.getOrDefault("number", ""))));
        server.completion(
                "demo://square/{number}",
                "number",
                (value, chosen) -> startingWith(value, List.of("1", "2", "3", "10", "100")));
    }

    private static void prompts(McpServer.Builder server) {
        server.prompt(Prompt.named("greeting")
                .description("Greets somebody")
                .argument("name", "whom", true)
                .argument("style", "formal, friendly or funny", false)
                .handler((arguments, context) -> PromptResult.text("Write a "
                        + arguments.optionalString("style").orElse("friendly") + " greeting for "
                        + arguments.string("name") + ".")));
        server.prompt(Prompt.named("review")
                .description("Reviews code")
                .argument("language", "its language", true)
                .handler((arguments, context) -> PromptResult.of(
                        PromptMessage.user("Review the following " + arguments.string("language") + " code."),
                        PromptMessage.assistant("Show me the code."))));
        server.completion("greeting", "style", (value, chosen) -> startingWith(value, STYLES));
        server.completion("review", "language", (value, chosen) -> startingWith(value, LANGUAGES));
    }

    private static CompletionStage<ToolResult> done(String text) {
        return CompletableFuture.completedStage(ToolResult.text(text));
    }

    private static String[] levels() {
        return Stream.of(LogLevel.values()).map(LogLevel::wireName).toArray(String[]::new);
    }

    private static CompletionStage<ToolResult> log(Arguments arguments, CallContext context) {
        String level = arguments.optionalString("level").orElse("info");
        LogLevel known = LogLevel.of(level).orElseThrow(() -> new InvalidArgument("level", "a level of syslog"));
        context.log(known, "demo", arguments.string("message"));
        return done("said at level " + level);
    }

    private static ToolResult time(Arguments arguments) {
        String zone = arguments.optionalString("zone").orElse("UTC");
        try {
            return ToolResult.text(ZonedDateTime.now(ZoneId.of(zone)).toString());
        } catch (DateTimeException e) {
            throw new InvalidArgument("zone", "a time zone such as Europe/Paris");
        }
    }

    private ToolResult triggerChanges() {
        WeakReference<McpServer> itself = running.get();
        McpServer server = itself == null ? null : itself.get();
        if (server == null) {
            throw new ToolError("the server is gone");
        }
        server.resourceUpdated(CLOCK);
        if (extraTool.compareAndSet(false, true)) {
            server.addTool(Tool.named("extra")
                    .description("Is there until trigger_changes is called again")
                    .asyncHandler((arguments, context) -> done("here I am")));
            return ToolResult.text("the tool extra is there now");
        }
        extraTool.set(false);
        server.removeTool("extra");
        return ToolResult.text("the tool extra is gone");
    }

    private static ToolResult ask(Arguments arguments, CallContext context) {
        ElicitResult answer = context.elicit(
                arguments.optionalString("message").orElse("Who are you?"),
                Schema.object()
                        .property("name", Schema.string("Your name"))
                        .optional("colour", Schema.choice("Your favourite colour", "red", "green", "blue")));
        return ToolResult.text(
                answer.accepted()
                        ? "Hello, " + answer.string("name").orElse("nobody") + "."
                        : "The user chose to " + answer.action().name().toLowerCase(Locale.ROOT) + ".");
    }

    private static ToolResult slow(Arguments arguments, CallContext context) throws InterruptedException {
        long steps = arguments.optionalInteger("steps").orElse(5);
        long delay = arguments.optionalInteger("delayMs").orElse(200);
        for (long step = 1; step <= steps; step++) {
            TimeUnit.MILLISECONDS.sleep(delay);
            context.progress((double) step, (double) steps, "step " + step + " of " + steps);
        }
        return ToolResult.text("done after " + steps + " steps");
    }

    private static int size(Arguments arguments) {
        long bytes = arguments.integer("bytes");
        if (bytes < 0 || bytes > BIGGEST) {
            throw new InvalidArgument("bytes", "from 0 to " + BIGGEST);
        }
        return (int) bytes;
    }

    private static ResourceContents square(String number) {
        try {
            return ResourceContents.text(
                    String.valueOf(Math.multiplyExact(Long.parseLong(number), Long.parseLong(number))));
        } catch (ArithmeticException | NumberFormatException e) {
            throw Resource.notFound("demo://square/" + number);
        }
    }

    private static List<String> startingWith(String value, List<String> all) {
        return all.stream().filter(each -> each.startsWith(value)).toList();
    }

    /** Ticks until nobody holds the server any more, on the JDK's own timer thread. */
    private static void tick(WeakReference<McpServer> server) {
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> {
            McpServer alive = server.get();
            if (alive != null) {
                alive.resourceUpdated(CLOCK);
                tick(server);
            }
        });
    }
}
