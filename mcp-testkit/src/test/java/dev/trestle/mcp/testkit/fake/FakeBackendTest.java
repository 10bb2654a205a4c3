package dev.trestle.mcp.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeBackendTest {

    private final ManualScheduler scheduler = new ManualScheduler();
    private final TestContext context = TestContext.create(scheduler);
    private final FakeBackend backend = FakeBackend.create();
    private final RecordingObserver observer = new RecordingObserver();
    private final RecordingPeer peer = new RecordingPeer();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void delayedReply_comesWhenItsTimeHasCome() {
        backend.attach(context.context());
        backend.onTool(
                "slow", exchange -> exchange.after(Duration.ofSeconds(5)).thenCompose(then -> Replies.text("late")));
        CompletionStage<McpReply> reply = open().call(Calls.tool("slow", "{}"), observer);

        scheduler.advance(Duration.ofMillis(4_999));
        assertThat(reply.toCompletableFuture()).isNotDone();
        scheduler.advance(Duration.ofMillis(1));
        assertThat(Await.value("reply", reply)).isEqualTo(Await.value("expected", Replies.text("late")));
    }

    @Test
    void delayOfACallThatIsOver_leavesNoTimer() {
        backend.attach(context.context());
        backend.onTool(
                "slow", exchange -> exchange.after(Duration.ofSeconds(5)).thenCompose(then -> Replies.text("late")));
        BackendSession session = open();
        session.call(Calls.tool("slow", "{}"), observer);
        assertThat(scheduler.pending()).isEqualTo(1);
        session.close(Duration.ZERO);

        assertThat(scheduler.pending()).isZero();
    }

    @Test
    void sessions_areCounted() {
        BackendSession first = open();
        open();
        first.close(Duration.ZERO);

        assertThat(backend.sessions()).hasSize(2);
        assertThat(backend.openSessions()).isEqualTo(1);
        assertThat(backend.sessions().get(0).peer()).isSameAs(peer);
    }

    @Test
    void refusingBackend_opensNothing() {
        backend.refuses(TrestleError.BACKEND_UNAVAILABLE.failure("no"));

        assertThat(Await.failure("open", backend.open(peer)))
                .isInstanceOf(McpException.class)
                .hasMessage("no");
        assertThat(backend.sessions()).isEmpty();
        backend.refuses(null);
        assertThat(open()).isNotNull();
    }

    @Test
    void behaviourThatThrows_isAFailure() {
        backend.on("ping", exchange -> {
            throw new IllegalStateException("broken");
        });

        McpReply reply = Await.value("reply", open().call(Calls.call("ping"), observer));
        assertThat(reply).isInstanceOf(McpReply.Failure.class);
        assertThat(((McpReply.Failure) reply).error().message()).contains("broken");
    }

    @Test
    void unknownMethod_isRefused() {
        McpReply reply = Await.value("reply", open().call(Calls.call("ping"), observer));

        assertThat(((McpReply.Failure) reply).error().code()).isEqualTo(-32601);
    }

    @Test
    void delayWithoutAScheduler_saysWhatToDo() {
        backend.on("ping", exchange -> exchange.after(Duration.ZERO).thenCompose(then -> Replies.result("{}")));

        McpReply reply = Await.value("reply", open().call(Calls.call("ping"), observer));
        assertThat(((McpReply.Failure) reply).error().message()).contains("attach the backend");
    }

    @Test
    void dyingSession_failsItsCallsAndKeepsTheReason() {
        backend.on("ping", exchange -> Replies.never());
        FakeSession session = (FakeSession) open();
        CompletionStage<McpReply> running = session.call(Calls.call("ping"), observer);
        McpReply.Failure why = TrestleError.BACKEND_EXITED.failure("exit code 7");
        assertThat(session.runningCalls()).isEqualTo(1);
        session.die(why);

        assertThat(Await.value("running", running)).isSameAs(why);
        assertThat(Await.value("ended", session.ended())).isSameAs(why);
        assertThat(Await.value("later", session.call(Calls.call("ping"), observer)))
                .isSameAs(why);
        assertThat(session.runningCalls()).isZero();
        assertThat(session.calls()).hasSize(2);
    }

    @Test
    void misbehaviour_canBeSwitchedOffAgain() {
        backend.on("ping", exchange -> Replies.result("{}"));
        BackendSession session = open();
        backend.misbehaves(new Misbehaviour.Throws());
        assertThatThrownBy(() -> session.call(Calls.call("ping"), observer)).isInstanceOf(IllegalStateException.class);
        backend.misbehaves(null);

        assertThat(Await.value("reply", session.call(Calls.call("ping"), observer)))
                .isInstanceOf(McpReply.Result.class);
    }

    @Test
    void dyingMidCall_endsTheSession() {
        backend.on("ping", exchange -> Replies.result("{}")).misbehaves(new Misbehaviour.DiesMidCall());
        BackendSession session = open();

        assertThat(Await.value("reply", session.call(Calls.call("ping"), observer)))
                .isInstanceOf(McpReply.Failure.class);
        assertThat(Await.value("ended", session.ended()).reason()).isEqualTo(TrestleError.BACKEND_EXITED);
    }

    private BackendSession open() {
        return Await.value("open", backend.open(peer));
    }
}
