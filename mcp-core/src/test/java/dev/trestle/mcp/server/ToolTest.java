package dev.trestle.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.server.content.Content;
import dev.trestle.mcp.server.content.ResourceContents;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolAnnotations;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.json.Json;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ToolTest {

    private static Harness failing(Exception failure) {
        return Harness.of(Harness.with(Tool.named("x").handler((arguments, context) -> {
            throw failure;
        })));
    }

    @Test
    void fluentTool_isListed() {
        Tool tool = Tool.named("forecast")
                .title("Forecast")
                .description("The weather of tomorrow")
                .input("city", Schema.string("where"))
                .optionalInput("days", Schema.integer("how many").with("minimum", 1))
                .annotations(ToolAnnotations.lookingOnly())
                .outputSchema(JsonSlice.of("{\"type\":\"object\"}"))
                .meta(JsonSlice.of("{\"a\":1}"))
                .handler((arguments, context) -> ToolResult.text("sun"));
        try (Harness harness = Harness.of(Harness.with(tool))) {
            assertThat(harness.result("tools/list", "{}")).isEqualTo(Json.parse("""
                            {"tools":[{"name":"forecast","title":"Forecast","description":"The weather of tomorrow",
                              "inputSchema":{"type":"object","properties":{
                                "city":{"type":"string","description":"where"},
                                "days":{"type":"integer","description":"how many","minimum":1}},"required":["city"]},
                              "outputSchema":{"type":"object"},
                              "annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true},
                              "_meta":{"a":1}}]}"""));
        }
    }

    @Test
    void toolWithoutArguments_takesNone() {
        Tool tool = Tool.named("t").handler((arguments, context) -> ToolResult.text("ok"));
        try (Harness harness = Harness.of(Harness.with(tool))) {
            assertThat(harness.result("tools/list", "{}").at("/tools/0/inputSchema"))
                    .isEqualTo(Json.parse("{\"type\":\"object\",\"additionalProperties\":false}"));
        }
    }

    @Test
    void rawSchema_isListedAsItIs() {
        JsonSlice schema = JsonSlice.of("{\"type\":\"object\", \"$defs\":{\"n\":{\"const\":1.50}}}");
        Tool tool = Tool.named("t").inputSchema(schema).handler((arguments, context) -> ToolResult.text("ok"));
        try (Harness harness = Harness.of(Harness.with(tool))) {
            McpReply.Result listed = (McpReply.Result) harness.reply("tools/list", "{}");
            assertThat(listed.json().toString()).contains(schema.toString());
        }
    }

    @Test
    void nameOutsideOfTheRules_isAMistake() {
        assertThatThrownBy(() -> Tool.named("two words")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tool.named("x".repeat(129))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bothKindsOfSchema_areAMistake() {
        Tool.Builder both = Tool.named("t").input("a", Schema.string("a")).inputSchema(JsonSlice.of("{}"));
        assertThatThrownBy(() -> both.handler((arguments, context) -> ToolResult.text("")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void contentOfAllKinds_isWritten() {
        ToolResult result = ToolResult.of(
                Content.text("a\n\"b\""),
                Content.image(new byte[] {1, 2}, "image/png"),
                Content.audio(new byte[] {3}, "audio/wav"),
                Content.embedded(ResourceContents.text("c").withUri("test://e").withMimeType("text/plain")),
                Content.link("test://l", "l").withMimeType("text/plain").withDescription("d"));
        try (Harness harness = Harness.of(Harness.with(Tool.named("t").handler((a, c) -> result)))) {
            assertThat(harness.tool("t", "{}")).isEqualTo(Json.parse("""
                            {"content":[{"type":"text","text":"a\\n\\"b\\""},
                              {"type":"image","data":"AQI=","mimeType":"image/png"},
                              {"type":"audio","data":"Aw==","mimeType":"audio/wav"},
                              {"type":"resource","resource":{"uri":"test://e","mimeType":"text/plain","text":"c"}},
                              {"type":"resource_link","uri":"test://l","name":"l","description":"d",
                               "mimeType":"text/plain"}]}"""));
        }
    }

    @Test
    void structuredResult_isTextToo() {
        ToolResult result = ToolResult.structured(JsonSlice.of("{\"n\":1}")).withMeta(JsonSlice.of("{\"m\":2}"));
        try (Harness harness = Harness.of(Harness.with(Tool.named("t").handler((a, c) -> result)))) {
            assertThat(harness.tool("t", "{}")).isEqualTo(Json.parse("""
                                    {"content":[{"type":"text","text":"{\\"n\\":1}"}],
                                     "structuredContent":{"n":1},"_meta":{"m":2}}"""));
        }
    }

    @Test
    void unknownTool_isInvalidParams() {
        try (Harness harness = failing(new ToolError("no"))) {
            McpReply.Failure failure = harness.failure("tools/call", "{\"name\":\"y\"}");
            assertThat(failure.error().code()).isEqualTo(-32602);
            assertThat(failure.error().message()).contains("'y'");
        }
    }

    @Test
    void callWithoutName_isInvalidParams() {
        try (Harness harness = failing(new ToolError("no"))) {
            assertThat(harness.failure("tools/call", "{}").error().message())
                    .isEqualTo("params.name must be a string, but is missing");
            assertThat(harness.failure("tools/call", "{\"name\":1}").error().code())
                    .isEqualTo(-32602);
            assertThat(harness.failure("tools/call", "{\"name\":\"x\",\"arguments\":[]}")
                            .error()
                            .message())
                    .isEqualTo("params.arguments must be an object");
        }
    }

    @Test
    void toolError_isToldToTheModel() {
        try (Harness harness = failing(new ToolError("the disk is full", new IllegalStateException("secret")))) {
            Json result = harness.tool("x", "{}");
            assertThat(result.at("/isError").bool()).isTrue();
            assertThat(result.at("/content/0/text").text()).isEqualTo("tool 'x' failed: the disk is full");
        }
    }

    @Test
    void unexpectedException_keepsItsMessageToItself() {
        try (Harness harness = failing(new IllegalStateException("password=hunter2"))) {
            Json result = harness.tool("x", "{}");
            assertThat(result.at("/isError").bool()).isTrue();
            assertThat(result.toString()).contains("failed unexpectedly").doesNotContain("hunter2", "IllegalState");
        }
    }

    @Test
    void handlerThatGivesNothing_fails() {
        try (Harness harness = Harness.of(Harness.with(Tool.named("x").handler((arguments, context) -> nothing())))) {
            assertThat(harness.tool("x", "{}").at("/isError").bool()).isTrue();
        }
    }

    @SuppressWarnings("NullAway")
    private static ToolResult nothing() {
        return null;
    }

    @Test
    void mcpException_isTheReply() {
        McpReply.Failure failure = new McpReply.Failure(JsonRpcError.of(-32042, "go there"));
        try (Harness harness = failing(new McpException(failure))) {
            assertThat(harness.failure("tools/call", "{\"name\":\"x\"}")).isEqualTo(failure);
        }
    }

    @Test
    void wrongArgument_isToldToTheModel() {
        Tool tool = Tool.named("x").handler((arguments, context) -> ToolResult.text(arguments.string("city")));
        try (Harness harness = Harness.of(Harness.with(tool))) {
            assertThat(harness.tool("x", "{}").at("/isError").bool()).isTrue();
            assertThat(harness.text("x", "{}"))
                    .isEqualTo("tool 'x' failed: argument 'city' must be a string, but is missing");
            assertThat(harness.text("x", "{\"city\":3}"))
                    .isEqualTo("tool 'x' failed: argument 'city' must be a string");
        }
    }

    @Test
    void asyncHandler_runsOnTheCallersThread() {
        CompletableFuture<ToolResult> later = new CompletableFuture<>();
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        Tool tool = Tool.named("x").asyncHandler((arguments, context) -> {
            ran.complete(Thread.currentThread());
            return later;
        });
        try (Harness harness = Harness.of(Harness.with(tool))) {
            var reply = harness.start(Calls.tool("x", "{}")).toCompletableFuture();
            assertThat(ran.getNow(null)).isSameAs(Thread.currentThread());
            assertThat(reply).isNotDone();
            later.complete(ToolResult.text("late"));
            assertThat(Harness.result(Await.value("reply", reply))
                            .at("/content/0/text")
                            .text())
                    .isEqualTo("late");
        }
    }

    @Test
    void blockingHandler_runsOnAnotherThread() {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        Tool tool = Tool.named("x").handler((arguments, context) -> {
            ran.complete(Thread.currentThread());
            return ToolResult.text("ok");
        });
        try (Harness harness = Harness.of(Harness.with(tool))) {
            harness.tool("x", "{}");
            assertThat(ran.getNow(null).getName()).contains("handlers");
        }
    }

    @Test
    void asyncHandlerThatFailsLater_isToldAsAnError() {
        Tool tool = Tool.named("x")
                .asyncHandler((arguments, context) -> CompletableFuture.supplyAsync(() -> {
                    throw new ToolError("later");
                }));
        try (Harness harness = Harness.of(Harness.with(tool))) {
            assertThat(harness.text("x", "{}")).isEqualTo("tool 'x' failed: later");
        }
    }
}
