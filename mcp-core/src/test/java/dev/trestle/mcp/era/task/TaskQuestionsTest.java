package dev.trestle.mcp.era.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.testkit.Await;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What tasks ask of clients that come and look. */
class TaskQuestionsTest {

    private static final JsonSlice ACCEPT = JsonSlice.of("{\"action\":\"accept\"}");
    private final TaskQuestions questions = new TaskQuestions();

    private static InputRequest form(String message) {
        return new InputRequest("elicitation/create", Params.of(JsonSlice.of("{\"message\":\"" + message + "\"}")));
    }

    @Test
    void keys_areNotUsedAgain() {
        CompletionStage<InputAnswer> first = questions.ask(form("a"));
        assertThat(questions.some()).isDone();
        questions.answer(Map.of("q1", ACCEPT, "q7", ACCEPT));

        assertThat(Await.value("answer", first)).isEqualTo(new InputAnswer.Result(ACCEPT));
        assertThat(questions.some()).isNotDone();
        assertThat(questions.inputRequests()).isNull();
        CompletionStage<InputAnswer> second = questions.ask(form("b"));
        questions.answer(Map.of("q1", ACCEPT));
        assertThat(second.toCompletableFuture()).isNotDone();
        assertThat(questions.inputRequests())
                .hasToString("{\"q2\":{\"method\":\"elicitation/create\",\"params\":{\"message\":\"b\"}}}");
    }

    @Test
    void questionThatIsWithdrawn_isNotShown() {
        InputRequest request = form("a");
        questions.ask(request);

        request.cancellation().cancel("no more");

        assertThat(questions.inputRequests()).isNull();
        assertThat(questions.some()).isNotDone();
    }

    @Test
    void endOfTheTask_closesItsQuestions() {
        CompletionStage<InputAnswer> open = questions.ask(form("a"));

        questions.end("over");

        assertThat(Await.value("answer", open))
                .isEqualTo(new InputAnswer.Result(JsonSlice.of("{\"action\":\"cancel\"}")));
        assertThat(refusal(questions.ask(form("b"))))
                .isEqualTo(TrestleError.CANCELLED.error("").code());
    }

    @Test
    void questionsBeyondSixteen_areRefused() {
        for (int i = 0; i < 16; i++) {
            assertThat(questions.ask(form("a")).toCompletableFuture()).isNotDone();
        }

        assertThat(refusal(questions.ask(form("b"))))
                .isEqualTo(TrestleError.BUSY.error("").code());
    }

    private static int refusal(CompletionStage<InputAnswer> answer) {
        return ((InputAnswer.Failure) Await.value("answer", answer)).error().code();
    }
}
