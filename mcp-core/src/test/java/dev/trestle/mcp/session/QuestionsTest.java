package dev.trestle.mcp.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Failure;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Result;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class QuestionsTest {

    private static final Duration ASK_TIMEOUT = Duration.ofMinutes(10);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Questions questions = new Questions(ASK_TIMEOUT, scheduler);
    private final List<String> sent = new ArrayList<>();

    @Test
    void answer_reachesWhoAskedUntouched() {
        CompletionStage<InputAnswer> first = ask("roots/list");
        CompletionStage<InputAnswer> second = ask("elicitation/create");

        questions.answered(new Result(RequestId.of(2), JsonSlice.of("{ \"action\":\"accept\" }")));
        questions.answered(new Result(RequestId.of(1), JsonSlice.of("{\"roots\":[]}")));

        assertThat(now(second)).isEqualTo(new InputAnswer.Result(JsonSlice.of("{ \"action\":\"accept\" }")));
        assertThat(now(first)).isEqualTo(new InputAnswer.Result(JsonSlice.of("{\"roots\":[]}")));
        assertThat(sent)
                .containsExactly(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"roots/list\"}",
                        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"elicitation/create\"}");
    }

    @Test
    void errorOfTheClient_reachesWhoAskedAsAnError() {
        CompletionStage<InputAnswer> answer = ask("sampling/createMessage");
        JsonRpcError rejected = JsonRpcError.of(-1, "User rejected sampling request");

        questions.answered(new Failure(RequestId.of(1), rejected));

        assertThat(now(answer)).isEqualTo(new InputAnswer.Failure(rejected));
    }

    @Test
    void answerToNoQuestion_isNotTaken() {
        ask("roots/list");

        assertThat(questions.answered(new Result(RequestId.of("1"), JsonSlice.EMPTY_OBJECT)))
                .isFalse();
        assertThat(questions.answered(new Result(RequestId.of(9), JsonSlice.EMPTY_OBJECT)))
                .isFalse();
    }

    @Test
    @Tag("limit:askTimeout")
    void askTimeout_failsTheQuestionAndTellsTheClient() {
        CompletionStage<InputAnswer> answer = ask("roots/list");

        scheduler.advance(ASK_TIMEOUT.minusMillis(1));
        assertThat(answer.toCompletableFuture()).isNotDone();
        scheduler.advance(Duration.ofMillis(1));

        assertThat(now(answer))
                .isInstanceOfSatisfying(
                        InputAnswer.Failure.class,
                        failure -> assertThat(failure.error().message()).contains("askTimeout"));
        assertThat(sent).last().asString().contains("notifications/cancelled").contains("\"requestId\":1");
        assertThat(questions.answered(new Result(RequestId.of(1), JsonSlice.EMPTY_OBJECT)))
                .isFalse();
    }

    @Test
    void askerWithdraws_clientIsToldTheReason() {
        Cancellation cancellation = new Cancellation();
        questions.ask(
                new InputRequest("roots/list", null, cancellation), (message, onLost) -> sent.add(message.toString()));

        cancellation.cancel("changed my mind");

        assertThat(sent).last().asString().contains("changed my mind");
        assertThat(scheduler.pending()).isZero();
    }

    @Test
    void messageIsLost_questionFails() {
        List<Runnable> losses = new ArrayList<>();
        CompletionStage<InputAnswer> answer =
                questions.ask(new InputRequest("roots/list", null), (message, onLost) -> losses.add(onLost));

        losses.forEach(Runnable::run);

        assertThat(now(answer)).isInstanceOf(InputAnswer.Failure.class);
    }

    @Test
    void moreQuestionsThanMayBeOpen_areFailedUnsent() {
        for (int i = 0; i < Questions.MAX_OPEN; i++) {
            ask("roots/list");
        }

        assertThat(now(ask("roots/list"))).isInstanceOf(InputAnswer.Failure.class);
        assertThat(sent).hasSize(Questions.MAX_OPEN);
    }

    @Test
    void close_failsWhatIsOpenAndWhatComesLater() {
        CompletionStage<InputAnswer> open = ask("roots/list");

        questions.close();

        assertThat(now(open)).isInstanceOf(InputAnswer.Failure.class);
        assertThat(now(ask("roots/list"))).isInstanceOf(InputAnswer.Failure.class);
        assertThat(scheduler.pending()).isZero();
    }

    private CompletionStage<InputAnswer> ask(String method) {
        return questions.ask(new InputRequest(method, null), (message, onLost) -> sent.add(message.toString()));
    }

    private static InputAnswer now(CompletionStage<InputAnswer> stage) {
        assertThat(stage.toCompletableFuture()).isDone();
        return stage.toCompletableFuture().join();
    }
}
