package dev.trestle.mcp.policy.rate;

import static dev.trestle.mcp.policy.rate.Subject.ANNA;
import static dev.trestle.mcp.policy.rate.Subject.BERT;
import static dev.trestle.mcp.policy.rate.Subject.tool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls that wait instead of being refused. Nothing here has a thread of its own. */
class RateLimitQueueTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static RateLimit.Builder oneASecond() {
        return RateLimit.builder().perGateway(Rate.parse("1/1s")).queue(10).maxWait(Duration.ofMinutes(1));
    }

    private static TrestleError reason(CompletableFuture<McpReply> reply) {
        return ((McpReply.Failure) reply.join()).reason();
    }

    private static List<String> names(Subject subject) {
        return subject.arrived.stream()
                .map(call -> call.principal().name() + " " + call.target())
                .toList();
    }

    @Test
    void waitingCalls_comeOneByOneWhenTheyMay() {
        Subject subject = new Subject(oneASecond());
        List<CompletableFuture<McpReply>> replies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            replies.add(subject.call(tool(ANNA, "t" + i)));
        }
        assertThat(subject.arrived).hasSize(1);
        assertThat(subject.limit.waiting()).isEqualTo(3);
        assertThat(subject.time.pending()).as("timers").isEqualTo(1);

        for (int i = 2; i <= 4; i++) {
            subject.time.advance(SECOND.minusNanos(1));
            assertThat(subject.arrived).hasSize(i - 1);
            subject.time.advance(Duration.ofNanos(1));
            assertThat(subject.arrived).hasSize(i);
        }
        assertThat(replies).allMatch(CompletableFuture::isDone);
        assertThat(names(subject)).containsExactly("anna t0", "anna t1", "anna t2", "anna t3");
        subject.time.advance(SECOND.multipliedBy(60));
        assertThat(subject.time.pending()).as("timers").isZero();
        assertThat(subject.time.failures()).isEmpty();
    }

    @Test
    @Tag("e2:rate-limit-starvation")
    void clientWithManyCalls_doesNotKeepAnotherOneWaiting() {
        Subject subject = new Subject(oneASecond());
        for (int i = 0; i < 6; i++) {
            subject.call(tool(ANNA, "a"));
        }
        subject.call(tool(BERT, "b"));
        subject.call(tool(BERT, "b"));

        subject.time.advance(SECOND.multipliedBy(4));
        assertThat(names(subject)).containsExactly("anna a", "anna a", "bert b", "anna a", "bert b");
    }

    @Test
    void lineOfOneTool_doesNotHoldUpTheOthers() {
        Subject subject =
                new Subject(RateLimit.builder().minInterval(SECOND).queue(10).maxWait(Duration.ofMinutes(1)));
        subject.call(tool(ANNA, "list"));
        CompletableFuture<McpReply> second = subject.call(tool(ANNA, "list"));
        CompletableFuture<McpReply> third = subject.call(tool(ANNA, "list"));

        assertThat(subject.comes(tool(ANNA, "get"))).isTrue();
        subject.time.advance(SECOND);
        assertThat(second).isDone();
        assertThat(third).isNotDone();
        assertThat(subject.comes(tool(ANNA, "list"))).as("overtakes nobody").isFalse();
        subject.time.advance(SECOND);
        assertThat(third).isDone();
    }

    @Test
    @Tag("limit:queue")
    void queueIsFull_nextIsRefusedButNoClientCanFillItAgainstOthers() {
        Subject subject = new Subject(oneASecond().queue(4));
        List<CompletableFuture<McpReply>> annas = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            annas.add(subject.call(tool(ANNA, "a")));
        }
        assertThat(reason(annas.get(5))).isEqualTo(TrestleError.RATE_LIMITED);
        assertThat(subject.limit.waiting()).isEqualTo(4);

        CompletableFuture<McpReply> bert = subject.call(tool(BERT, "b"));
        assertThat(bert).isNotDone();
        assertThat(reason(annas.get(4))).as("the last of who has the most").isEqualTo(TrestleError.RATE_LIMITED);
        CompletableFuture<McpReply> bertsSecond = subject.call(tool(BERT, "b"));
        assertThat(bertsSecond).isNotDone();
        assertThat(annas.get(3)).isDone();
        assertThat(reason(subject.call(tool(BERT, "b"))))
                .as("both have two now")
                .isEqualTo(TrestleError.RATE_LIMITED);
        assertThat(subject.limit.waiting()).isEqualTo(4);
    }

    @Test
    @Tag("limit:maxWait")
    void maxWait_whoWaitedForThatLongIsRefused() {
        Subject subject = new Subject(oneASecond().maxWait(Duration.ofMillis(2_500)));
        List<CompletableFuture<McpReply>> replies = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            replies.add(subject.call(tool(ANNA, "a")));
        }
        subject.time.advance(Duration.ofMillis(2_499));
        assertThat(replies.get(3)).isNotDone();
        subject.time.advance(Duration.ofMillis(1));

        assertThat(subject.arrived).hasSize(3);
        assertThat(reason(replies.get(3))).isEqualTo(TrestleError.RATE_LIMITED);
        assertThat(reason(replies.get(4))).isEqualTo(TrestleError.RATE_LIMITED);
        assertThat(subject.limit.waiting()).isZero();
    }

    @Test
    void callThatWouldCertainlyWaitForTooLong_isRefusedAtOnce() {
        Subject subject = new Subject(
                RateLimit.builder().perTool(Rate.parse("1/1h")).queue(10).maxWait(Duration.ofMinutes(1)));
        subject.call(tool(ANNA, "a"));

        assertThat(reason(subject.call(tool(ANNA, "a")))).isEqualTo(TrestleError.RATE_LIMITED);
    }

    @Test
    void cancelledCall_leavesTheQueueAndCountsOnNothing() {
        Subject subject = new Subject(oneASecond());
        subject.call(tool(ANNA, "first"));
        McpCall unwanted = tool(ANNA, "unwanted");
        CompletableFuture<McpReply> reply = subject.call(unwanted);
        CompletableFuture<McpReply> next = subject.call(tool(ANNA, "next"));

        unwanted.cancellation().cancel("the user changed his mind");
        assertThat(reason(reply)).isEqualTo(TrestleError.CANCELLED);
        assertThat(subject.limit.waiting()).isEqualTo(1);
        subject.time.advance(SECOND);
        assertThat(next).isDone();
        assertThat(names(subject)).containsExactly("anna first", "anna next");
    }

    @Test
    void callIsCancelledBeforeItComes_doesNotWait() {
        Subject subject = new Subject(oneASecond());
        subject.call(tool(ANNA, "first"));
        McpCall unwanted = tool(ANNA, "unwanted");
        unwanted.cancellation().cancel("early");

        assertThat(reason(subject.call(unwanted))).isEqualTo(TrestleError.CANCELLED);
        assertThat(subject.limit.waiting()).isZero();
    }

    @Test
    void waitingCall_tellsItsDeadlineToStand() {
        Subject subject = new Subject(oneASecond());
        subject.call(tool(ANNA, "first"));
        List<CompletionStage<?>> waits = new ArrayList<>();
        subject.call(tool(ANNA, "second"), new CallObserver() {
            @Override
            public void notified(Notification notification) {}

            @Override
            public CompletionStage<InputAnswer> ask(InputRequest request) {
                throw new AssertionError("nobody asks");
            }

            @Override
            public void waits(CompletionStage<?> ready) {
                waits.add(ready);
            }
        });

        assertThat(waits).hasSize(1);
        assertThat(waits.get(0).toCompletableFuture()).isNotDone();
        subject.time.advance(SECOND);
        assertThat(waits.get(0).toCompletableFuture()).isDone();
    }

    @Test
    void reset_letsInWhoWaits() {
        Subject subject = new Subject(oneASecond());
        subject.call(tool(ANNA, "1"));
        CompletableFuture<McpReply> waiting = subject.call(tool(ANNA, "2"));

        subject.limit.reset(ANNA);
        assertThat(waiting).as("the gateway's rate is not hers alone").isNotDone();
        subject.limit.reset();
        assertThat(waiting).isDone();
    }

    @Test
    void gatewayCloses_whoWaitsIsTold() {
        Subject subject = new Subject(oneASecond());
        subject.call(tool(ANNA, "1"));
        CompletableFuture<McpReply> waiting = subject.call(tool(ANNA, "2"));

        subject.limit.close();
        assertThat(reason(waiting)).isEqualTo(TrestleError.CANCELLED);
        assertThat(reason(subject.call(tool(ANNA, "3")))).isEqualTo(TrestleError.RATE_LIMITED);
    }

    @Test
    void manyClients_allGetTheirTurnWithinTheirShare() {
        Subject subject = new Subject(RateLimit.builder()
                .perGateway(Rate.parse("10/1s burst 1"))
                .queue(1_000)
                .maxWait(Duration.ofHours(1)));
        for (int client = 0; client < 20; client++) {
            for (int i = 0; i <= client; i++) {
                subject.call(tool(new Principal("c" + client, true), "t"));
            }
        }
        subject.time.advance(Duration.ofMillis(2_100));

        assertThat(subject.arrived.stream().map(McpCall::principal).distinct())
                .as("after 22 turns everybody had one")
                .hasSize(20);
        subject.time.advance(Duration.ofMinutes(1));
        assertThat(subject.arrived).hasSize(210);
        assertThat(subject.limit.waiting()).isZero();
        assertThat(subject.time.failures()).isEmpty();
    }
}
