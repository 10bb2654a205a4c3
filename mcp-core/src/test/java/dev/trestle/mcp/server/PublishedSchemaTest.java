package dev.trestle.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.server.content.Annotations;
import dev.trestle.mcp.server.content.Content;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.server.content.PromptMessage;
import dev.trestle.mcp.server.content.PromptResult;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.Role;
import dev.trestle.mcp.server.content.SamplingRequest;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolAnnotations;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that a server says is held against the published schema of the version that it is said in. */
class PublishedSchemaTest {

    private static final List<Content> CONTENT = List.of(
            Content.text("a").with(new Annotations(List.of(Role.USER, Role.ASSISTANT), 0.5, Instant.EPOCH)),
            Content.image(new byte[] {1}, "image/png"),
            Content.audio(new byte[] {1}, "audio/wav"),
            Content.embedded(ResourceContents.text("t").withUri("x://e").withMimeType("text/plain")),
            Content.embedded(ResourceContents.blob(new byte[] {1}).withUri("x://b")),
            Content.link("x://l", "l").withDescription("d").withMimeType("text/plain"));

    private static McpServer.Builder server() {
        return McpServer.builder("s", "1")
                .title("S")
                .instructions("i")
                .limits(new McpServer.Limits(1, 10, 10, 10, 10))
                .tool(Tool.named("t")
                        .title("T")
                        .description("d")
                        .input("a", Schema.string("a"))
                        .outputSchema(JsonSlice.of("{\"type\":\"object\"}"))
                        .annotations(new ToolAnnotations(true, false, true, false))
                        .meta(JsonSlice.of("{}"))
                        .handler((arguments, context) -> {
                            context.log(LogLevel.ERROR, "l", Map.of("a", 1));
                            context.progress(0.5, 1.0, "m");
                            return new ToolResult(CONTENT, JsonSlice.of("{\"a\":1}"), false, JsonSlice.of("{\"b\":2}"));
                        }))
                .tool(Tool.named("fails").handler((arguments, context) -> {
                    throw new ToolError("no");
                }))
                .tool(Tool.named("asks").handler(PublishedSchemaTest::askEverything))
                .resource(Resource.at("x://r")
                        .name("r")
                        .title("R")
                        .description("d")
                        .mimeType("text/plain")
                        .size(1)
                        .annotations(new Annotations(List.of(Role.USER), 1.0, Instant.EPOCH))
                        .listReader(
                                context -> List.of(ResourceContents.text("t"), ResourceContents.blob(new byte[] {1}))))
                .resourceTemplate(ResourceTemplate.of("x://t/{a}")
                        .title("T")
                        .reader((variables, context) -> ResourceContents.text("t")))
                .prompt(Prompt.named("p")
                        .title("P")
                        .description("d")
                        .argument("a", "d", false)
                        .handler((arguments, context) -> new PromptResult(
                                "d", CONTENT.stream().map(PromptMessage::user).toList())))
                .completion("p", "a", (value, chosen) -> List.of("v"));
    }

    private static ToolResult askEverything(Arguments arguments, CallContext context) {
        context.rootsAsync();
        context.sampleAsync(SamplingRequest.of("q", 1).withSystemPrompt("s"));
        if (context.client().protocolVersion().compareTo("2025-06-18") >= 0) {
            context.elicitAsync(
                    "q",
                    Schema.object()
                            .property("s", Schema.string("s").withDefault("d"))
                            .property("c", Schema.choice("c", "a", "b"))
                            .optional("n", Schema.number("n"))
                            .optional("i", Schema.integer("i"))
                            .optional("b", Schema.bool("b").withDefault(true)));
        }
        if (context.client().protocolVersion().compareTo("2025-11-25") >= 0) {
            context.elicitUrlAsync("q", "e1", "https://example.org/");
            context.elicitationComplete("e1");
        }
        return ToolResult.text("asked");
    }

    @ParameterizedTest
    @CsvSource({"2024-11-05,22", "2025-03-26,22", "2025-06-18,23", "2025-11-25,25"})
    void everythingSaid_isOfThePublishedSchema(String version, int things) throws IOException {
        Optional<Published> found = Published.of(version);
        if (found.isEmpty()) {
            return;
        }
        Published published = found.get();
        McpServer server = server().build();
        try (Harness harness = new Harness(server, version, Harness.ALL, null)) {
            published.check(
                    "InitializeResult",
                    harness.session.server().initializeResult().toString());
            answers(published, harness);
            server.resourceUpdated("x://r");
            server.removeTool("fails");
            server.removeResource("x://r");
            server.removePrompt("p");
            harness.observer.questions().forEach(published::check);
            Stream.concat(harness.observer.notifications().stream(), harness.peer.notifications().stream())
                    .forEach(published::check);
        }
        assertThat(published.checked).as("messages and results checked").isEqualTo(things);
    }

    @Test
    void whatAVersionDoesNotKnow_isFound() throws IOException {
        String sound = "{\"content\":[{\"type\":\"audio\",\"data\":\"AQ==\",\"mimeType\":\"audio/wav\"}]}";
        Optional<Published> old = Published.of("2024-11-05");
        Optional<Published> newer = Published.of("2025-03-26");
        if (old.isPresent() && newer.isPresent()) {
            assertThat(old.get().problems("CallToolResult", sound)).isNotEmpty();
            assertThat(newer.get().problems("CallToolResult", sound)).isEmpty();
        }
    }

    private static void answers(Published published, Harness harness) {
        published.check("ListToolsResult", harness.result("tools/list", null).toString());
        Json called = Harness.result(Await.value("t", harness.start(Calls.toolWithProgress("t", "{}", "\"p\""))));
        published.check("CallToolResult", called.toString());
        published.check("CallToolResult", harness.tool("fails", "{}").toString());
        published.check("CallToolResult", harness.tool("asks", "{}").toString());
        published.check(
                "ListResourcesResult", harness.result("resources/list", null).toString());
        published.check(
                "ListResourceTemplatesResult",
                harness.result("resources/templates/list", null).toString());
        published.check(
                "ReadResourceResult",
                harness.result("resources/read", "{\"uri\":\"x://r\"}").toString());
        published.check(
                "EmptyResult",
                harness.result("resources/subscribe", "{\"uri\":\"x://r\"}").toString());
        published.check(
                "ListPromptsResult", harness.result("prompts/list", null).toString());
        published.check(
                "GetPromptResult",
                harness.result("prompts/get", "{\"name\":\"p\"}").toString());
        published.check(
                "CompleteResult", harness.result("completion/complete", """
                                {"ref":{"type":"ref/prompt","name":"p"},"argument":{"name":"a","value":""}}""").toString());
        published.check(
                "EmptyResult",
                harness.result("logging/setLevel", "{\"level\":\"debug\"}").toString());
        published.check("EmptyResult", harness.result("ping", null).toString());
    }

    /** The schema of one version, one type at a time. */
    private static final class Published {
        private static final Map<String, String> TYPES = new HashMap<>();

        static {
            TYPES.put("notifications/progress", "ProgressNotification");
            TYPES.put("notifications/message", "LoggingMessageNotification");
            TYPES.put("notifications/tools/list_changed", "ToolListChangedNotification");
            TYPES.put("notifications/prompts/list_changed", "PromptListChangedNotification");
            TYPES.put("notifications/resources/list_changed", "ResourceListChangedNotification");
            TYPES.put("notifications/resources/updated", "ResourceUpdatedNotification");
            TYPES.put("notifications/elicitation/complete", "ElicitationCompleteNotification");
            TYPES.put("roots/list", "ListRootsRequest");
            TYPES.put("sampling/createMessage", "CreateMessageRequest");
            TYPES.put("elicitation/create", "ElicitRequest");
        }

        private static final String PLACE = "https://published.test/schema";

        private final SchemaRegistry registry;
        private final String definitions;
        private int checked;

        Published(String text) {
            boolean newer = text.contains("\"$defs\"");
            this.definitions = PLACE + "#/" + (newer ? "$defs/" : "definitions/");
            this.registry = SchemaRegistry.withDefaultDialect(
                    newer ? SpecificationVersion.DRAFT_2020_12 : SpecificationVersion.DRAFT_7,
                    builder -> builder.schemas(Map.of(PLACE, text)));
        }

        /** The schema of a version, or nothing where the folder of schemas is not at hand. */
        static Optional<Published> of(String version) throws IOException {
            Path file = Path.of("..", "..", "shared", "spec", "schema", version + ".json");
            if (!Files.exists(file)) {
                System.out.println("no published schema at " + file + ", so nothing is held against it");
                return Optional.empty();
            }
            return Optional.of(new Published(Files.readString(file)));
        }

        void check(Notification notification) {
            check(notification.method(), notification.params(), JsonWriter.object());
        }

        void check(InputRequest request) {
            check(request.method(), request.params(), JsonWriter.object().put("id", 1));
        }

        private void check(String method, @Nullable Params params, JsonWriter message) {
            String type = TYPES.get(method);
            assertThat(type).as("type of " + method).isNotNull();
            String json = message.put("jsonrpc", "2.0")
                    .put("method", method)
                    .putIfPresent("params", params == null ? null : params.json())
                    .toSlice()
                    .toString();
            check(type, json);
        }

        void check(String type, String json) {
            assertThat(problems(type, json)).as(type + " " + json).isEmpty();
            checked++;
        }

        List<String> problems(String type, String json) {
            return registry.getSchema(SchemaLocation.of(definitions + type)).validate(json, InputFormat.JSON).stream()
                    .map(Object::toString)
                    .toList();
        }
    }
}
