package dev.trestle.mcp.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.TestContext;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links that know whose a message is, and can lose one request without the others. */
class RequestsApartTest {

    private static final McpReply.Failure TOO_LONG = TrestleError.LIMIT_REACHED.failure("too long (maxMessage)");

    private final TestContext context = TestContext.create();
    private final ScriptedLink link = new ScriptedLink();
    private final RecordingInbound inbound = new RecordingInbound();
    private final RecordingObserver observer = new RecordingObserver();
    private final RequestCorrelator correlator = new RequestCorrelator(link, context.context(), 4, inbound);

    @BeforeEach
    void open() {
        correlator.open();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void mirroredHeaders_goWithTheirMessage() {
        correlator.call(Calls.tool("a", "{}"), observer, Map.of("Mcp-Name", "a"));

        assertThat(link.mirrored()).isEqualTo(Map.of("Mcp-Name", "a"));
    }

    @Test
    void mayBlock_ifWhatFollowsAReplyDoes() {
        BackendContext lent = context.context();
        BackendContext unblocked = new BackendContext(
                lent.name(),
                lent.callExecutor(),
                lent.handlerExecutor(),
                lent.scheduler(),
                lent.listener(),
                lent.tasks(),
                lent.redactor(),
                false);

        assertThat(correlator.mayBlock()).isTrue();
        assertThat(new RequestCorrelator(new ScriptedLink(), unblocked, 4, inbound).mayBlock())
                .isFalse();
    }

    @Test
    void messageOnTheAnswerToACall_belongsToThatCallThoughOthersRun() {
        RecordingObserver second = new RecordingObserver();
        correlator.call(Calls.tool("a", "{}"), observer);
        correlator.call(Calls.tool("b", "{}"), second);

        link.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}", 2);
        link.says("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"roots/list\"}", 1);

        Await.until("both are heard", () -> inbound.heard.size() == 2);
        assertThat(inbound.heard).containsExactly(second, observer);
    }

    @Test
    void batchOnTheAnswerToACallOfAVersionWithout_failsThatCallAtOnce() {
        CompletionStage<McpReply> first = correlator.call(Calls.tool("a", "{}"), observer);
        CompletionStage<McpReply> second = correlator.call(Calls.tool("b", "{}"), observer);

        link.says("[{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}]", 1);

        assertThat(((McpReply.Failure) Await.value("reply", first)).reason()).isEqualTo(TrestleError.INVALID_RESPONSE);
        assertThat(second.toCompletableFuture()).isNotDone();
    }

    @Test
    void messageOnTheAnswerToACallThatIsOver_belongsToNoOtherCall() {
        CompletionStage<McpReply> reply = correlator.call(Calls.tool("a", "{}"), observer);
        correlator.call(Calls.tool("b", "{}"), observer);
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", 1);
        result(reply);

        link.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}", 1);

        Await.until("it is heard", () -> inbound.heard.size() == 1);
        assertThat(inbound.heard.get(0)).isNull();
    }

    @Test
    void messageOutsideAllAnswers_belongsToNoCallThoughOneRuns() {
        correlator.call(Calls.tool("a", "{}"), observer);

        link.saysOutside("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}");

        Await.until("it is heard", () -> inbound.heard.size() == 1);
        assertThat(inbound.heard.get(0)).isNull();
    }

    @Test
    void requestThatFails_endsItsCallAfterWhatWasSaidBeforeAndNoOther() {
        CompletionStage<McpReply> first = correlator.call(Calls.toolWithProgress("a", "{}", "7"), observer);
        CompletionStage<McpReply> second = correlator.call(Calls.tool("b", "{}"), observer);

        link.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":1}}", 1);
        link.fails(1, TOO_LONG);
        link.fails(99, TOO_LONG);
        link.says("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}", 2);

        assertThat(Await.value("the call fails", first)).isEqualTo(TOO_LONG);
        assertThat(observer.notifications()).hasSize(1);
        assertThat(result(second)).isEqualTo("{}");
    }

    @Test
    void requestThatFailsAfterItsAnswer_staysAnswered() {
        CompletionStage<McpReply> reply = correlator.call(Calls.tool("a", "{}"), observer);

        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", 1);
        link.fails(1, TOO_LONG);

        assertThat(result(reply)).isEqualTo("{}");
    }

    private static String result(CompletionStage<McpReply> stage) {
        McpReply reply = Await.value("reply", stage);
        assertThat(reply).isInstanceOf(McpReply.Result.class);
        return ((McpReply.Result) reply).json().toString();
    }
}
