package dev.trestle.mcp.era.lending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import dev.trestle.mcp.testkit.fake.Replies;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls without a session to a server that has nothing else, and does not say which call it asks in. */
class LentSessionsTest {

    private static final Principal ANN = new Principal("ann", true);
    private static final Principal BOB = new Principal("bob", true);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final TestContext context = TestContext.create();
    private final FakeBackend backend = FakeBackend.withContractTools();

    @AfterEach
    void stop() {
        context.close();
    }

    private StatelessCalls lending(int poolSize, int maxLent, Duration leaseWait, Duration sessionIdle) {
        backend.attach(context.context());
        return new StatelessCalls(
                backend, context.context(), new LendingLimits(poolSize, maxLent, leaseWait, LONG, sessionIdle));
    }

    private static McpCall call(Principal who, String tool, String capabilities) {
        return McpCall.builder()
                .view("test")
                .method("tools/call")
                .params(Params.of(JsonSlice.of("{\"name\":\"" + tool
                        + "\",\"arguments\":{\"text\":\"t\",\"message\":\"m\"},\"_meta\":{"
                        + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"vendor\":1}}")))
                .metadata(new CallMetadata("2026-07-28", null, JsonSlice.of(capabilities), null))
                .principal(who)
                .decoder(new StrictJsonDecoder())
                .build();
    }

    private static McpCall asking(Principal who, String tool) {
        return call(who, tool, "{\"elicitation\":{\"form\":{}}}");
    }

    private static TrestleError reason(CompletionStage<McpReply> reply) {
        return ((McpReply.Failure) Await.value("reply", reply)).reason();
    }

    @Test
    void clientsOfOnePrincipal_shareASession() {
        StatelessCalls calls = lending(8, 100, LONG, LONG);
        for (int i = 0; i < 3; i++) {
            assertThat(Await.value("reply", calls.call(asking(ANN, "echo"), new RecordingObserver())))
                    .isInstanceOf(McpReply.Result.class);
        }
        Await.value("reply", calls.call(asking(BOB, "echo"), new RecordingObserver()));
        Await.value("reply", calls.call(call(ANN, "echo", "{}"), new RecordingObserver()));

        assertThat(backend.createdCount()).isEqualTo(3);
        assertThat(calls.size()).isEqualTo(3);
    }

    @Test
    void envelope_doesNotReachTheServer() {
        StatelessCalls calls = lending(8, 100, LONG, LONG);

        Await.value("reply", calls.call(asking(ANN, "echo"), new RecordingObserver()));

        assertThat(backend.sessions().get(0).calls())
                .noneMatch(call -> String.valueOf(call.params()).contains("io.modelcontextprotocol"))
                .anyMatch(call -> String.valueOf(call.params()).contains("vendor"));
    }

    @Test
    @Tag("limit:poolSize")
    @Tag("limit:leaseWait")
    void callWithoutAFreeSession_waitsAndIsToldThatItIsBusy() {
        StatelessCalls calls = lending(2, 100, Duration.ofMillis(200), LONG);
        McpCall first = asking(ANN, "stall");
        calls.call(first, new RecordingObserver());
        calls.call(asking(ANN, "stall"), new RecordingObserver());
        Await.until("both run", () -> calls.size() == 2);

        assertThat(reason(calls.call(asking(ANN, "echo"), new RecordingObserver())))
                .isEqualTo(TrestleError.BUSY);
        assertThat(Await.value(
                        "one that cannot be asked", calls.call(call(ANN, "echo", "{}"), new RecordingObserver())))
                .isInstanceOf(McpReply.Result.class);
    }

    @Test
    @Tag("limit:maxLent")
    void moreSessionsThanMay_areNotOpened() {
        StatelessCalls calls = lending(8, 1, LONG, LONG);
        Await.value("reply", calls.call(asking(ANN, "echo"), new RecordingObserver()));

        assertThat(reason(calls.call(asking(BOB, "echo"), new RecordingObserver())))
                .isEqualTo(TrestleError.BUSY);
        assertThat(backend.createdCount()).isOne();
    }

    @Test
    @Tag("limit:sessionIdle")
    void sessionThatNobodyUses_isClosed() {
        StatelessCalls calls = lending(8, 100, LONG, Duration.ofMillis(100));
        Await.value("reply", calls.call(asking(ANN, "echo"), new RecordingObserver()));

        Await.until("closed", () -> backend.openSessions() == 0 && calls.size() == 0);

        assertThat(Await.value("reply", calls.call(asking(ANN, "echo"), new RecordingObserver())))
                .isInstanceOf(McpReply.Result.class);
    }

    @Test
    void close_endsAllSessions() {
        StatelessCalls calls = lending(8, 100, LONG, LONG);
        Await.value("reply", calls.call(asking(ANN, "echo"), new RecordingObserver()));

        Await.value("closed", calls.close(Duration.ofSeconds(1)));

        assertThat(backend.openSessions()).isZero();
        assertThat(reason(calls.call(asking(ANN, "echo"), new RecordingObserver())))
                .isEqualTo(TrestleError.SESSION_ENDED);
    }

    @Test
    void serverWithoutSessionsThatNobodyCalls_isClosedAndOpenedAnewForTheNext() {
        backend.attach(context.context());
        BackendFactory stateless = new BackendFactory() {
            @Override
            public CompletionStage<BackendSession> open(SessionPeer peer) {
                return backend.open(peer);
            }

            @Override
            public CompletionStage<Optional<BackendSession>> openStateless(Principal principal) {
                return backend.open(new RecordingPeer()).thenApply(Optional::of);
            }
        };
        backend.onTool("stuck", exchange -> Replies.never());
        StatelessCalls calls = new StatelessCalls(
                stateless, context.context(), new LendingLimits(8, 100, LONG, LONG, Duration.ofMillis(50)));
        CompletionStage<McpReply> stuck = calls.call(call(ANN, "stuck", "{}"), new RecordingObserver());
        Await.value("reply", calls.call(call(BOB, "echo", "{}"), new RecordingObserver()));

        Await.until("nobody's is closed", () -> backend.openSessions() == 1);
        assertThat(stuck.toCompletableFuture()).isNotDone();
        assertThat(calls.size()).isEqualTo(1);

        assertThat(Await.value("reply", calls.call(call(BOB, "echo", "{}"), new RecordingObserver())))
                .isInstanceOf(McpReply.Result.class);
        assertThat(backend.createdCount()).isEqualTo(3);
    }
}
