package dev.trestle.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.server.content.Content;
import dev.trestle.mcp.server.content.PromptMessage;
import dev.trestle.mcp.server.content.PromptResult;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PromptTest {

    private static McpServer.Builder server() {
        return McpServer.builder("s", "1")
                .prompt(Prompt.named("greet")
                        .title("Greet")
                        .description("greets")
                        .argument("name", "whom", true)
                        .argument("style", "how", false)
                        .handler((arguments, context) -> PromptResult.of(
                                PromptMessage.user("Hello " + arguments.string("name")),
                                PromptMessage.assistant("Yes?"),
                                PromptMessage.user(Content.image(new byte[] {1}, "image/png")))))
                .prompt(Prompt.named("later")
                        .asyncHandler(
                                (arguments, context) -> CompletableFuture.completedStage(PromptResult.text("later"))))
                .prompt(Prompt.named("broken").handler((arguments, context) -> {
                    throw new IllegalStateException("secret");
                }))
                .completion("greet", "style", (value, chosen) -> List.of(value + "!", "with " + chosen))
                .completion(
                        "greet",
                        "name",
                        (value, chosen) ->
                                IntStream.range(0, 150).mapToObj(n -> "n" + n).toList());
    }

    @Test
    void prompts_areListed() {
        try (Harness harness = Harness.of(server())) {
            assertThat(harness.result("prompts/list", "{}").at("/prompts/0")).isEqualTo(Json.parse("""
                                    {"name":"greet","title":"Greet","description":"greets","arguments":[
                                      {"name":"name","description":"whom","required":true},
                                      {"name":"style","description":"how","required":false}]}"""));
        }
    }

    @Test
    void prompt_isFilledIn() {
        try (Harness harness = Harness.of(server())) {
            assertThat(harness.result("prompts/get", "{\"name\":\"greet\",\"arguments\":{\"name\":\"Ada\"}}"))
                    .isEqualTo(Json.parse("""
                                    {"description":"greets","messages":[
                                      {"role":"user","content":{"type":"text","text":"Hello Ada"}},
                                      {"role":"assistant","content":{"type":"text","text":"Yes?"}},
                                      {"role":"user","content":{"type":"image","data":"AQ==","mimeType":"image/png"}}]}"""));
            assertThat(harness.result("prompts/get", "{\"name\":\"later\"}")
                            .at("/messages/0/content/text")
                            .text())
                    .isEqualTo("later");
        }
    }

    @Test
    void unknownPrompt_isInvalidParams() {
        try (Harness harness = Harness.of(server())) {
            assertThat(harness.failure("prompts/get", "{\"name\":\"x\"}")
                            .error()
                            .code())
                    .isEqualTo(-32602);
        }
    }

    @Test
    void missingArgument_isInvalidParams() {
        try (Harness harness = Harness.of(server())) {
            McpReply.Failure failure = harness.failure("prompts/get", "{\"name\":\"greet\"}");
            assertThat(failure.error().code()).isEqualTo(-32602);
            assertThat(failure.error().message())
                    .isEqualTo("prompt 'greet': argument 'name' must be a string, but is missing");
        }
    }

    @Test
    void argumentThatIsNoText_isInvalidParams() {
        try (Harness harness = Harness.of(server())) {
            String params = "{\"name\":\"greet\",\"arguments\":{\"name\":\"a\",\"style\":1}}";
            assertThat(harness.failure("prompts/get", params).error().code()).isEqualTo(-32602);
        }
    }

    @Test
    void unexpectedException_keepsItsMessageToItself() {
        try (Harness harness = Harness.of(server())) {
            McpReply.Failure failure = harness.failure("prompts/get", "{\"name\":\"broken\"}");
            assertThat(failure.error().code()).isEqualTo(-32603);
            assertThat(failure.error().message())
                    .contains("failed unexpectedly")
                    .doesNotContain("secret");
        }
    }

    private static String ref(String argument, String rest) {
        return "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"greet\"},\"argument\":{\"name\":\"" + argument
                + "\",\"value\":\"v\"}" + rest + "}";
    }

    @Test
    void completion_isGivenWhatIsTypedAndChosen() {
        try (Harness harness = Harness.of(server())) {
            assertThat(harness.result(
                            "completion/complete", ref("style", ",\"context\":{\"arguments\":{\"name\":\"Ada\"}}")))
                    .isEqualTo(Json.parse("""
                                    {"completion":{"values":["v!","with {name=Ada}"],"total":2,"hasMore":false}}"""));
        }
    }

    @Test
    void completionOfMany_givesAHundredAndSaysSo() {
        try (Harness harness = Harness.of(server())) {
            Json completion =
                    harness.result("completion/complete", ref("name", "")).at("/completion");
            assertThat(completion.at("/values").items()).hasSize(100);
            assertThat(completion.at("/total").integer()).isEqualTo(150);
            assertThat(completion.at("/hasMore").bool()).isTrue();
        }
    }

    @Test
    void argumentWithoutCompletion_hasNoValues() {
        try (Harness harness = Harness.of(server())) {
            assertThat(harness.result("completion/complete", ref("other", ""))
                            .at("/completion/values")
                            .items())
                    .isEmpty();
        }
    }

    @Test
    void completionOfNothing_isInvalidParams() {
        try (Harness harness = Harness.of(server())) {
            for (String ref : List.of(
                    "{\"type\":\"ref/prompt\",\"name\":\"x\"}",
                    "{\"type\":\"ref/resource\",\"uri\":\"x://y\"}",
                    "{\"type\":\"ref/tool\",\"name\":\"x\"}")) {
                String params = "{\"ref\":" + ref + ",\"argument\":{\"name\":\"a\",\"value\":\"\"}}";
                assertThat(harness.failure("completion/complete", params)
                                .error()
                                .code())
                        .isEqualTo(-32602);
            }
        }
    }

    @Test
    void completionOfATemplatesVariable_isGiven() {
        McpServer.Builder server = McpServer.builder("s", "1")
                .resourceTemplate(ResourceTemplate.of("x://{id}").reader((variables, context) -> {
                    throw Resource.notFound("x");
                }))
                .completion("x://{id}", "id", (value, chosen) -> List.of("a"));
        try (Harness harness = Harness.of(server)) {
            String params = """
                    {"ref":{"type":"ref/resource","uri":"x://{id}"},"argument":{"name":"id","value":""}}""";
            assertThat(harness.result("completion/complete", params)
                            .at("/completion/values/0")
                            .text())
                    .isEqualTo("a");
        }
    }
}
