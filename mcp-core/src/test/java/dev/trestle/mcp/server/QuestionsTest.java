package dev.trestle.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.server.content.AskFailed;
import dev.trestle.mcp.server.content.ElicitResult;
import dev.trestle.mcp.server.content.Root;
import dev.trestle.mcp.server.content.SamplingRequest;
import dev.trestle.mcp.server.content.SamplingResult;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class QuestionsTest {

    private static final Schema FORM = Schema.object().property("name", Schema.string("who"));

    private static McpServer.Builder asking(Function<CallContext, Object> question) {
        return Harness.with(Tool.named("x")
                .handler((arguments, context) -> ToolResult.text(String.valueOf(question.apply(context)))));
    }

    private static Json question(Harness harness) {
        InputRequest request = harness.observer.questions().get(0);
        assertThat(request.params()).isNotNull();
        return Json.parse(request.params().json());
    }

    @Test
    void form_isAskedAndAnswered() {
        try (Harness harness = Harness.of(asking(context -> {
            ElicitResult answer = context.elicit("Who?", FORM);
            return answer.action() + " " + answer.string("name").orElse("?");
        }))) {
            harness.observer.answerWith("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}");
            assertThat(harness.text("x", "{}")).isEqualTo("ACCEPT Ada");
            assertThat(harness.observer.questions().get(0).method()).isEqualTo("elicitation/create");
            assertThat(question(harness)).isEqualTo(Json.parse("""
                            {"mode":"form","message":"Who?","requestedSchema":{"type":"object",
                             "properties":{"name":{"type":"string","description":"who"}},"required":["name"]}}"""));
        }
    }

    @Test
    void formToAClientOf20250618_hasNoMode() {
        McpServer server =
                asking(context -> context.elicit("Who?", FORM).action()).build();
        try (Harness harness = new Harness(server, "2025-06-18", "{\"elicitation\":{}}", null)) {
            harness.observer.answerWith("{\"action\":\"decline\"}");
            assertThat(harness.text("x", "{}")).isEqualTo("DECLINE");
            assertThat(question(harness).has("/mode")).isFalse();
        }
    }

    @Test
    void link_isAskedAndItsEndTold() {
        try (Harness harness = Harness.of(asking(context -> {
            ElicitResult answer = context.elicitUrl("Log in", "e1", "https://example.org/login");
            context.elicitationComplete("e1");
            return answer.accepted();
        }))) {
            harness.observer.answerWith("{\"action\":\"accept\"}");
            assertThat(harness.text("x", "{}")).isEqualTo("true");
            assertThat(question(harness)).isEqualTo(Json.parse("""
                                    {"mode":"url","message":"Log in","elicitationId":"e1",
                                     "url":"https://example.org/login"}"""));
            assertThat(harness.observer.notifications().get(0).method())
                    .isEqualTo("notifications/elicitation/complete");
        }
    }

    @Test
    void model_isAskedAndAnswered() {
        try (Harness harness = Harness.of(asking(context -> {
            SamplingResult answer =
                    context.sample(SamplingRequest.of("2+2?", 10).withSystemPrompt("Be short."));
            return answer.text() + " by " + answer.model() + " " + answer.stopReason();
        }))) {
            harness.observer.answerWith("""
                    {"role":"assistant","model":"m","stopReason":"endTurn",
                     "content":{"type":"text","text":"4"}}""");
            assertThat(harness.text("x", "{}")).isEqualTo("4 by m endTurn");
            assertThat(question(harness)).isEqualTo(Json.parse("""
                            {"messages":[{"role":"user","content":{"type":"text","text":"2+2?"}}],
                             "maxTokens":10,"systemPrompt":"Be short."}"""));
        }
    }

    @Test
    void answerOfSeveralBlocks_isRead() {
        try (Harness harness = Harness.of(asking(context -> {
            SamplingResult answer = context.sample(SamplingRequest.of("?", 1));
            return answer.content().size() + answer.text();
        }))) {
            harness.observer.answerWith("""
                    {"role":"assistant","model":"m","content":[{"type":"text","text":"a"},
                     {"type":"tool_use","id":"1","name":"t","input":{}},{"type":"text","text":"b"}]}""");
            assertThat(harness.text("x", "{}")).isEqualTo("2ab");
        }
    }

    @Test
    void roots_areListed() {
        try (Harness harness = Harness.of(asking(ClientContext::roots))) {
            harness.observer.answerWith("{\"roots\":[{\"uri\":\"file:///a\",\"name\":\"A\"},{\"uri\":\"file:///b\"}]}");
            assertThat(harness.text("x", "{}"))
                    .isEqualTo(List.of(new Root("file:///a", "A"), new Root("file:///b", null))
                            .toString());
            assertThat(harness.observer.questions().get(0).params()).isNull();
        }
    }

    @Test
    void errorOfTheClient_isToldToTheModel() {
        try (Harness harness = Harness.of(asking(ClientContext::roots))) {
            harness.observer.answer(new InputAnswer.Failure(JsonRpcError.of(-1, "user said no")));
            assertThat(harness.text("x", "{}")).isEqualTo("tool 'x' failed: user said no");
        }
    }

    @Test
    void errorOfTheClient_reachesAHandlerThatWantsIt() {
        try (Harness harness = Harness.of(asking(context -> {
            try {
                return context.roots();
            } catch (AskFailed e) {
                return "code " + e.error().code();
            }
        }))) {
            harness.observer.answer(new InputAnswer.Failure(JsonRpcError.of(-1, "user said no")));
            assertThat(harness.text("x", "{}")).isEqualTo("code -1");
        }
    }

    @Test
    void answerThatIsNone_failsTheQuestion() {
        try (Harness harness = Harness.of(asking(ClientContext::roots))) {
            harness.observer.answerWith("{\"rots\":[]}");
            assertThat(harness.text("x", "{}")).contains("roots/list is not one");
        }
    }

    @Test
    void undeclaredCapability_isNeverAsked() {
        Function<CallContext, Object> all = context -> {
            List<CompletionStage<?>> asked = List.of(
                    context.rootsAsync(),
                    context.sampleAsync(SamplingRequest.of("?", 1)),
                    context.elicitAsync("?", FORM),
                    context.elicitUrlAsync("?", "e", "https://example.org"));
            return asked.stream()
                    .map(stage -> Await.failure("ask", stage).getClass().getSimpleName())
                    .distinct()
                    .toList();
        };
        try (Harness harness = Harness.declaring(asking(all), "{}")) {
            assertThat(harness.text("x", "{}")).isEqualTo("[AskFailed]");
            assertThat(harness.observer.questions()).isEmpty();
        }
    }

    @Test
    void undeclaredCapability_isNamed() {
        try (Harness harness = Harness.declaring(asking(ClientContext::roots), "{\"sampling\":{}}")) {
            assertThat(harness.tool("x", "{}").at("/isError").bool()).isTrue();
            assertThat(harness.text("x", "{}"))
                    .isEqualTo("tool 'x' failed: the client did not declare the capability roots,"
                            + " so roots/list was not asked");
        }
    }

    @Test
    void clientOfFormsOnly_isNotAskedToOpenLinks() {
        try (Harness harness = Harness.declaring(
                asking(context -> context.elicitUrl("?", "e", "https://example.org")), "{\"elicitation\":{}}")) {
            assertThat(harness.text("x", "{}")).contains("elicitation.url");
        }
    }

    @Test
    void clientOfLinksOnly_isNotAskedToFillInForms() {
        try (Harness harness =
                Harness.declaring(asking(context -> context.elicit("?", FORM)), "{\"elicitation\":{\"url\":{}}}")) {
            assertThat(harness.text("x", "{}")).contains("elicitation.form");
        }
    }

    @Test
    void anyQuestion_canBeAskedRaw() {
        try (Harness harness =
                Harness.of(asking(context -> Await.value("answer", context.ask("x/y", JsonSlice.of("{\"a\":1}")))))) {
            harness.observer.answerWith("{\"b\":2}");
            assertThat(harness.text("x", "{}")).contains("{\"b\":2}");
            assertThat(harness.observer.questions().get(0).method()).isEqualTo("x/y");
        }
    }

    @Test
    void cancelledCall_withdrawsItsQuestionAndWakesTheHandler() {
        CompletableFuture<Throwable> woken = new CompletableFuture<>();
        try (Harness harness = Harness.of(asking(context -> {
            try {
                return context.roots();
            } catch (CancellationException e) {
                woken.complete(e);
                throw e;
            }
        }))) {
            Cancellation cancellation = new Cancellation();
            CompletionStage<McpReply> reply = harness.start(Calls.tool("x", "{}"), cancellation);
            InputRequest question = harness.observer.awaitQuestions(1).get(0);
            cancellation.cancel("enough");
            assertThat(Harness.failure(Await.value("reply", reply)).reason()).isEqualTo(TrestleError.CANCELLED);
            assertThat(question.cancellation().isCancelled()).isTrue();
            assertThat(Await.value("woken", woken)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void asyncQuestion_holdsNoThread() {
        Tool tool = Tool.named("x")
                .asyncHandler((arguments, context) ->
                        context.rootsAsync().thenApply(roots -> ToolResult.text(roots.size() + " roots")));
        try (Harness harness = Harness.of(Harness.with(tool), task -> {
            throw new AssertionError("no thread is needed");
        })) {
            RecordingObserver observer = harness.observer;
            CompletionStage<McpReply> reply = harness.start(Calls.tool("x", "{}"));
            assertThat(observer.questions()).hasSize(1);
            assertThat(reply.toCompletableFuture()).isNotDone();
            observer.answerWith("{\"roots\":[]}");
            assertThat(Harness.result(Await.value("reply", reply))
                            .at("/content/0/text")
                            .text())
                    .isEqualTo("0 roots");
        }
    }
}
