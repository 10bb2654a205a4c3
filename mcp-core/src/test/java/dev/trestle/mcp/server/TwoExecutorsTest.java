package dev.trestle.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Handlers that wait for people must not keep the answers of these people from arriving. */
class TwoExecutorsTest {

    @Test
    void handlersThatWaitForAnswers_blockNeitherAnswersNorOtherCalls() {
        Tool asks = Tool.named("asks")
                .handler((arguments, context) -> ToolResult.text(context.roots().size() + " roots"));
        Tool plain = Tool.named("plain")
                .asyncHandler((arguments, context) -> CompletableFuture.completedStage(ToolResult.text("plain")));
        ExecutorService two = new ThreadPoolExecutor(2, 2, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
        try (Harness harness = Harness.of(Harness.with(asks).tool(plain), two)) {
            RecordingObserver first = new RecordingObserver();
            RecordingObserver second = new RecordingObserver();
            CompletionStage<McpReply> one = harness.session.call(Calls.tool("asks", "{}"), first);
            CompletionStage<McpReply> other = harness.session.call(Calls.tool("asks", "{}"), second);
            first.awaitQuestions(1);
            second.awaitQuestions(1);

            CompletionStage<McpReply> third = harness.start(Calls.tool("asks", "{}"));
            McpReply refused = Await.value("refusal", Duration.ofMillis(100), third);
            assertThat(Harness.failure(refused).reason()).isEqualTo(TrestleError.BUSY);
            assertThat(harness.text("plain", "{}")).isEqualTo("plain");

            first.answerWith("{\"roots\":[]}");
            second.answerWith("{\"roots\":[{\"uri\":\"file:///a\"}]}");
            assertThat(Harness.result(Await.value("one", Duration.ofSeconds(1), one))
                            .at("/content/0/text")
                            .text())
                    .isEqualTo("0 roots");
            assertThat(Harness.result(Await.value("other", Duration.ofSeconds(1), other))
                            .at("/content/0/text")
                            .text())
                    .isEqualTo("1 roots");
        } finally {
            two.shutdownNow();
        }
    }
}
