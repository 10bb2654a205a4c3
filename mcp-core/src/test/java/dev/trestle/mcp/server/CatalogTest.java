package dev.trestle.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.server.content.PromptResult;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The first page of a list is written once, and again when the list changes. */
class CatalogTest {

    private static final List<String> LISTS =
            List.of("tools/list", "prompts/list", "resources/list", "resources/templates/list");

    private static Tool tool(String name) {
        return Tool.named(name)
                .title("Title of " + name)
                .asyncHandler((arguments, context) -> CompletableFuture.completedStage(ToolResult.text(name)));
    }

    private static McpServer.Builder server() {
        return McpServer.builder("s", "1")
                .tool(tool("a"))
                .prompt(Prompt.named("p").handler((arguments, context) -> PromptResult.of()))
                .resource(Resource.at("x://1").reader(context -> ResourceContents.text("text")))
                .resourceTemplate(
                        ResourceTemplate.of("x://{id}").reader((variables, context) -> ResourceContents.text("text")));
    }

    private static JsonSlice list(Harness harness, String method, String params) {
        return harness.reply(method, params)
                .fold(
                        McpReply.Result::json,
                        input -> {
                            throw new AssertionError("asked");
                        },
                        failure -> {
                            throw new AssertionError(failure.error().json());
                        });
    }

    private static List<String> names(JsonSlice page) {
        return Json.parse(page).at("/tools").items().stream()
                .map(each -> each.at("/name").text())
                .toList();
    }

    @Test
    void listThatDidNotChange_isTheVerySameBytes() {
        try (Harness harness = Harness.of(server())) {
            for (String method : LISTS) {
                JsonSlice first = list(harness, method, null);
                assertThat(list(harness, method, null)).as(method).isSameAs(first);
                assertThat(list(harness, method, "{}")).as(method).isSameAs(first);
                assertThat(list(harness, method, "{\"cursor\":null,\"_meta\":{\"a\":1}}"))
                        .as(method)
                        .isSameAs(first);
            }
        }
    }

    @Test
    void listThatChanged_isWrittenAnew() {
        McpServer server = server().build();
        try (Harness harness = Harness.of(server)) {
            assertThat(names(list(harness, "tools/list", null))).containsExactly("a");
            server.addTool(tool("b"));
            assertThat(names(list(harness, "tools/list", null))).containsExactly("a", "b");
            server.addTool(Tool.named("a")
                    .description("another")
                    .asyncHandler((arguments, context) -> CompletableFuture.completedStage(ToolResult.text("a"))));
            assertThat(list(harness, "tools/list", null).toString()).contains("another");
            server.removeTool("a");
            assertThat(names(list(harness, "tools/list", null))).containsExactly("b");
        }
    }

    @Test
    void clientsOfSeveralVersions_eachGetTheirOwn() {
        McpServer server = server().build();
        try (Harness latest = Harness.of(server);
                Harness first = new Harness(server, "2024-11-05", Harness.ALL, null)) {
            for (int i = 0; i < 2; i++) {
                assertThat(list(latest, "tools/list", null).toString()).contains("Title of a");
                assertThat(list(first, "tools/list", null).toString()).doesNotContain("Title of a");
            }
        }
    }

    @Test
    void cursorThatIsThereTwice_isRefused() {
        try (Harness harness = Harness.of(server())) {
            for (String method : LISTS) {
                assertThat(harness.failure(method, "{\"cursor\":null,\"cursor\":null}")
                                .error()
                                .code())
                        .as(method)
                        .isEqualTo(-32602);
            }
        }
    }
}
