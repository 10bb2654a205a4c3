package dev.trestle.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.server.content.PromptResult;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class McpServerTest {

    private static final Tool TOOL = Tool.named("t").handler((arguments, context) -> ToolResult.text("ok"));
    private static final Prompt PROMPT = Prompt.named("p").handler((arguments, context) -> PromptResult.text("ok"));
    private static final Resource RESOURCE = Resource.at("test://r").reader(context -> ResourceContents.text("ok"));

    @Test
    void everyFeature_isDeclared() {
        McpServer.Builder server = McpServer.builder("weather", "1.0")
                .title("The weather")
                .instructions("Ask.")
                .tool(TOOL)
                .prompt(PROMPT)
                .resource(RESOURCE)
                .completion("p", "a", (value, chosen) -> List.of());
        try (Harness harness = Harness.of(server)) {
            assertThat(Json.parse(harness.session.server().initializeResult())).isEqualTo(Json.parse("""
                            {"protocolVersion":"2025-11-25",
                             "capabilities":{"logging":{},"completions":{},"prompts":{"listChanged":true},
                               "resources":{"subscribe":true,"listChanged":true},"tools":{"listChanged":true}},
                             "serverInfo":{"name":"weather","title":"The weather","version":"1.0"},
                             "instructions":"Ask."}"""));
        }
    }

    @Test
    void absentFeatures_areNotDeclared() {
        try (Harness harness = Harness.of(McpServer.builder("bare", "1"))) {
            assertThat(Json.parse(harness.session.server().initializeResult()).at("/capabilities"))
                    .isEqualTo(Json.parse("{\"logging\":{}}"));
        }
    }

    @Test
    void unknownVersion_isAnsweredWithTheLatest() {
        try (Harness harness = Harness.of(McpServer.builder("s", "1"), "2099-01-01")) {
            assertThat(harness.session.server().protocolVersion()).isEqualTo("2025-11-25");
        }
    }

    @Test
    void versionOf20241105_isToldNeitherCompletionsNorTitle() {
        McpServer.Builder server = McpServer.builder("s", "1")
                .title("S")
                .prompt(PROMPT)
                .completion("p", "a", (value, chosen) -> List.of());
        try (Harness harness = Harness.of(server, "2024-11-05")) {
            Json told = Json.parse(harness.session.server().initializeResult());
            assertThat(told.has("/capabilities/completions")).isFalse();
            assertThat(told.at("/serverInfo")).isEqualTo(Json.parse("{\"name\":\"s\",\"version\":\"1\"}"));
        }
    }

    @Test
    void ping_isAnsweredWithAnEmptyObject() {
        try (Harness harness = Harness.of(McpServer.builder("s", "1"))) {
            assertThat(harness.result("ping", null)).isEqualTo(Json.parse("{}"));
        }
    }

    @Test
    void unknownMethod_isNotFound() {
        try (Harness harness = Harness.of(McpServer.builder("s", "1"))) {
            assertThat(harness.failure("tools/destroy", "{}").error().code()).isEqualTo(-32601);
        }
    }

    @Test
    void paramsWithTheSameKeyTwice_areRefused() {
        try (Harness harness = Harness.of(McpServer.builder("s", "1").tool(TOOL))) {
            String params = "{\"name\":\"t\",\"arguments\":{\"a\":1,\"a\":2}}";
            assertThat(harness.failure("tools/call", params).error().code()).isEqualTo(-32602);
        }
    }

    @Test
    @Tag("limit:maxSessions")
    void moreSessionsThanAllowed_areRefused() {
        McpServer.Limits limits = new McpServer.Limits(10, 10, 1, 10, 10);
        try (TestContext context = TestContext.create()) {
            McpServer server = McpServer.builder("s", "1").limits(limits).build();
            server.attach(context.context());
            Await.value("first", server.open(new RecordingPeer()));
            Throwable refusal = Await.failure("second", server.open(new RecordingPeer()));
            assertThat(refusal).isInstanceOf(McpException.class).hasMessageContaining("maxSessions");
            assertThat(((McpException) refusal).failure().reason()).isEqualTo(TrestleError.TOO_MANY_SESSIONS);
        }
    }

    @Test
    void serverWithoutGateway_opensNothing() {
        McpServer server = McpServer.builder("s", "1").build();
        assertThat(Await.failure("open", server.open(new RecordingPeer()))).hasMessageContaining("not attached");
    }

    @Test
    @Tag("limit:maxEntries")
    void moreToolsThanAllowed_areRefused() {
        McpServer server = McpServer.builder("s", "1")
                .limits(new McpServer.Limits(10, 1, 10, 10, 10))
                .tool(TOOL)
                .build();
        Tool second = Tool.named("second").handler((arguments, context) -> ToolResult.text("ok"));
        assertThatThrownBy(() -> server.addTool(second))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("maxEntries");
    }

    @Test
    void twoToolsOfOneName_areAMistake() {
        McpServer.Builder server = McpServer.builder("s", "1").tool(TOOL);
        assertThatThrownBy(() -> server.tool(TOOL)).isInstanceOf(IllegalStateException.class);
    }
}
