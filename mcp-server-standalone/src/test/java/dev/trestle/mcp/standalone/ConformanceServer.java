package dev.trestle.mcp.standalone;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.Arguments;
import dev.trestle.mcp.server.CallContext;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Prompt;
import dev.trestle.mcp.server.Resource;
import dev.trestle.mcp.server.ResourceTemplate;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.Content;
import dev.trestle.mcp.server.content.ElicitResult;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.server.content.PromptMessage;
import dev.trestle.mcp.server.content.PromptResult;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.SamplingRequest;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.stdio.StdioFront;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * The server that the 32 scenarios of the official suite 0.1.16 ask for, over standard streams and of 2025-11-25 as latest.
 * Names and texts are the suite's.
 */
public final class ConformanceServer {

    /** One red pixel. */
    private static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==");

    /** The head of a sound file, and no sound. */
    private static final byte[] WAV =
            Base64.getDecoder().decode("UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=");

    private static final JsonSlice SCHEMA_2020_12 = JsonSlice.of("""
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
             "$defs":{"address":{"$anchor":"address","type":"object",
               "properties":{"street":{"type":"string"},"city":{"type":"string"}}}},
             "properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"},
               "contactMethod":{"type":"string","enum":["phone","email"]},
               "phone":{"type":"string"},"email":{"type":"string"}},
             "allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]},{"required":["name"]}]}],
             "if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},
             "then":{"required":["phone"]},"else":{"required":["name"]},
             "additionalProperties":false}""");

    private ConformanceServer() {}

    /**
     * Serves until the client goes away.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        try (McpGateway gateway = McpGateway.builder()
                .backend("conformance", create())
                .interceptor(ConformanceQuestions::askRegardless)
                .build()) {
            StdioFront.builder(gateway).standardStreams().build().run();
        }
    }

    static McpServer create() {
        McpServer.Builder server = McpServer.builder("trestle-conformance", "1");
        contentTools(server);
        talkingTools(server);
        askingTools(server);
        resources(server);
        prompts(server);
        AtomicReference<McpServer> built = new AtomicReference<>();
        ConformanceQuestions.addTo(server, built);
        built.set(server.build());
        return built.get();
    }

    private static void contentTools(McpServer.Builder server) {
        server.tool(returning(
                "test_simple_text", "Gives a text", ToolResult.text("This is a simple text response for testing.")));
        server.tool(returning("test_image_content", "Gives an image", ToolResult.of(Content.image(PNG, "image/png"))));
        server.tool(returning("test_audio_content", "Gives a sound", ToolResult.of(Content.audio(WAV, "audio/wav"))));
        server.tool(returning(
                "test_embedded_resource",
                "Gives a resource",
                ToolResult.of(Content.embedded(ResourceContents.text("This is an embedded resource content.")
                        .withUri("test://embedded-resource")
                        .withMimeType("text/plain")))));
        server.tool(returning(
                "test_multiple_content_types",
                "Gives a text, an image and a resource",
                ToolResult.of(
                        Content.text("Multiple content types test:"),
                        Content.image(PNG, "image/png"),
                        Content.embedded(ResourceContents.text("{\"test\":\"data\",\"value\":123}")
                                .withUri("test://mixed-content-resource")
                                .withMimeType("application/json")))));
        server.tool(Tool.named("json_schema_2020_12_tool")
                .description("Tool with JSON Schema 2020-12 features")
                .inputSchema(SCHEMA_2020_12)
                .handler((arguments, context) -> ToolResult.text("called with " + arguments.slice())));
        server.tool(Tool.named("test_error_handling").description("Fails").handler((arguments, context) -> {
            throw new ToolError("This tool intentionally returns an error for testing");
        }));
    }

    private static Tool returning(String name, String description, ToolResult result) {
        return Tool.named(name).description(description).handler((arguments, context) -> result);
    }

    private static void talkingTools(McpServer.Builder server) {
        server.tool(Tool.named("test_tool_with_logging")
                .description("Says three things on its way")
                .handler((arguments, context) -> {
                    context.log(LogLevel.INFO, null, "Tool execution started");
                    pause();
                    context.log(LogLevel.INFO, null, "Tool processing data");
                    pause();
                    context.log(LogLevel.INFO, null, "Tool execution completed");
                    return ToolResult.text("Said three things");
                }));
        server.tool(Tool.named("test_tool_with_progress")
                .description("Tells how far it is")
                .handler((arguments, context) -> {
                    context.progress(0, 100);
                    pause();
                    context.progress(50, 100);
                    pause();
                    context.progress(100, 100);
                    return ToolResult.text("Came to an end");
                }));
        server.tool(Tool.named("test_reconnection")
                .description("Takes a moment, in which a stream may be closed and resumed")
                .handler((arguments, context) -> {
                    pause();
                    context.log(LogLevel.INFO, null, "Still at it");
                    pause();
                    return ToolResult.text("Reconnection test completed");
                }));
    }

    private static void pause() throws InterruptedException {
        boolean released = new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
        if (released) {
            throw new IllegalStateException("nobody releases this");
        }
    }

    private static void askingTools(McpServer.Builder server) {
        server.tool(Tool.named("test_sampling")
                .description("Asks the client's model")
                .input("prompt", Schema.string("The prompt to send to the LLM"))
                .handler((arguments, context) -> ToolResult.text("LLM response: "
                        + context.sample(SamplingRequest.of(arguments.string("prompt"), 100))
                                .text())));
        server.tool(Tool.named("test_elicitation")
                .description("Asks the user")
                .input("message", Schema.string("The message to show the user"))
                .handler(ConformanceServer::elicit));
        server.tool(asking("test_elicitation_sep1034_defaults", "Asks with defaults", defaults()));
        server.tool(asking("test_elicitation_sep1330_enums", "Asks for choices", enums()));
    }

    private static ToolResult elicit(Arguments arguments, CallContext context) {
        Schema form = Schema.object()
                .property("username", Schema.string("User's response"))
                .property("email", Schema.string("User's email address"));
        return answered("User response: ", context.elicit(arguments.string("message"), form), Map::toString);
    }

    private static Tool asking(String name, String description, Schema form) {
        return Tool.named(name).description(description).handler((arguments, context) -> {
            ElicitResult answer = context.elicit("Please fill in the form", form);
            return answered(
                    "Elicitation completed: ",
                    answer,
                    content -> JsonWriter.write(content).toString());
        });
    }

    private static ToolResult answered(String head, ElicitResult answer, Function<Map<String, Object>, String> writer) {
        String action = answer.action().name().toLowerCase(Locale.ROOT);
        return ToolResult.text(head + "action=" + action + ", content=" + writer.apply(answer.content()));
    }

    private static Schema defaults() {
        return Schema.object()
                .property("name", Schema.string("Name").withDefault("John Doe"))
                .property("age", Schema.integer("Age").withDefault(30))
                .property("score", Schema.number("Score").withDefault(95.5))
                .property(
                        "status",
                        Schema.choice("Status", "active", "inactive", "pending").withDefault("active"))
                .property("verified", Schema.bool("Verified").withDefault(true));
    }

    private static Schema enums() {
        String titled = """
                [{"const":"value1","title":"First Option"},{"const":"value2","title":"Second Option"},
                 {"const":"value3","title":"Third Option"}]""";
        return Schema.object()
                .optional("untitledSingle", Schema.choice("One", "option1", "option2", "option3"))
                .optional("titledSingle", Schema.string("One, with titles").with("oneOf", JsonSlice.of(titled)))
                .optional(
                        "legacyEnum",
                        Schema.choice("One, with titles of old", "opt1", "opt2", "opt3")
                                .with("enumNames", List.of("Option One", "Option Two", "Option Three")))
                .optional(
                        "untitledMulti",
                        Schema.array(
                                "Some",
                                Schema.raw(JsonSlice.of(
                                        "{\"type\":\"string\",\"enum\":[\"option1\",\"option2\",\"option3\"]}"))))
                .optional(
                        "titledMulti",
                        Schema.array("Some, with titles", Schema.raw(JsonSlice.of("{\"anyOf\":" + titled + "}"))));
    }

    private static void resources(McpServer.Builder server) {
        server.resource(Resource.at("test://static-text")
                .name("static-text")
                .description("A text")
                .mimeType("text/plain")
                .reader(context -> ResourceContents.text("This is the content of the static text resource.")));
        server.resource(Resource.at("test://static-binary")
                .name("static-binary")
                .description("An image")
                .mimeType("image/png")
                .reader(context -> ResourceContents.blob(PNG)));
        server.resource(Resource.at("test://watched-resource")
                .name("watched-resource")
                .description("Something to subscribe to")
                .mimeType("text/plain")
                .reader(context -> ResourceContents.text("Watched resource content")));
        server.resourceTemplate(ResourceTemplate.of("test://template/{id}/data")
                .name("template")
                .description("Data by id")
                .mimeType("application/json")
                .reader((variables, context) -> ResourceContents.text(JsonWriter.object()
                        .put("id", variables.get("id"))
                        .put("templateTest", true)
                        .put("data", "Data for ID: " + variables.get("id"))
                        .toSlice()
                        .toString())));
    }

    private static void prompts(McpServer.Builder server) {
        server.prompt(Prompt.named("test_simple_prompt")
                .description("A prompt without arguments")
                .handler((arguments, context) -> PromptResult.text("This is a simple prompt for testing.")));
        server.prompt(Prompt.named("test_prompt_with_arguments")
                .description("A prompt with arguments")
                .argument("arg1", "First test argument", true)
                .argument("arg2", "Second test argument", true)
                .handler((arguments, context) -> PromptResult.text("Prompt with arguments: arg1='"
                        + arguments.string("arg1") + "', arg2='" + arguments.string("arg2") + "'")));
        server.prompt(Prompt.named("test_prompt_with_embedded_resource")
                .description("A prompt with a resource")
                .argument("resourceUri", "URI of the resource to embed", true)
                .handler((arguments, context) -> PromptResult.of(
                        PromptMessage.user(
                                Content.embedded(ResourceContents.text("Embedded resource content for testing.")
                                        .withUri(arguments.string("resourceUri"))
                                        .withMimeType("text/plain"))),
                        PromptMessage.user("Please process the embedded resource above."))));
        server.prompt(Prompt.named("test_prompt_with_image")
                .description("A prompt with an image")
                .handler((arguments, context) -> PromptResult.of(
                        PromptMessage.user(Content.image(PNG, "image/png")),
                        PromptMessage.user("Please analyze the image above."))));
        server.completion(
                "test_prompt_with_arguments",
                "arg1",
                (value, chosen) -> List.of("paris", "park", "party", "test").stream()
                        .filter(each -> each.startsWith(value))
                        .toList());
    }
}
