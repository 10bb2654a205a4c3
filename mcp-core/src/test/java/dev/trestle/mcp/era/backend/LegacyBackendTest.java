package dev.trestle.mcp.era.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.link.ScriptedLink;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LegacyBackendTest {

    private static final String SAMPLING =
            "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"sampling/createMessage\",\"params\":{\"maxTokens\":1}}";
    private static final String LOG =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\",\"data\":1}}";

    private final TestContext context = TestContext.create();
    private final ScriptedLink link = new ScriptedLink();
    private final RecordingPeer peer = new RecordingPeer();
    private final RecordingObserver observer = new RecordingObserver();
    private LinkLimits limits = LinkLimits.DEFAULT;

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void handshake_usesTheClientsOwnParamsAndKeepsTheAnswer() {
        BackendSession session = opened();

        assertThat(link.sent().get(0))
                .contains("\"method\":\"initialize\"")
                .contains(peer.client().initializeParams().toString());
        assertThat(session.server().initializeResult())
                .hasToString("{\"protocolVersion\":\"2025-11-25\",\"serverInfo\":{ \"name\":\"s\" }}");
    }

    @Test
    void serverRefusesToInitialize_itsErrorIsWhatTheClientIsTold() {
        CompletionStage<BackendSession> opening = open(Duration.ofSeconds(10));
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,\"message\":\"not with you\",\"data\":7}}");

        McpReply.Failure failure = failureOf(opening);

        assertThat(failure.error().json()).hasToString("{\"code\":-32602,\"message\":\"not with you\",\"data\":7}");
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void serverAnswersAVersionNobodyKnows_sessionIsRefusedAndTheLinkClosed() {
        CompletionStage<BackendSession> opening = open(Duration.ofSeconds(10));
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"1999-01-01\"}}");

        assertThat(failureOf(opening).reason()).isEqualTo(TrestleError.BACKEND_UNAVAILABLE);
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    @Tag("limit:startTimeout")
    void serverIsSilent_startTimeoutEndsTheWait() {
        McpReply.Failure failure = failureOf(open(Duration.ofMillis(50)));

        assertThat(failure.error().message()).contains("startTimeout");
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void serverExitsDuringTheHandshake_reasonIsItsExit() {
        CompletionStage<BackendSession> opening = open(Duration.ofSeconds(10));
        link.breaks();

        assertThat(failureOf(opening).reason()).isEqualTo(TrestleError.BACKEND_EXITED);
    }

    @Test
    void answerToInitializeThatIsTooLong_endsTheHandshakeAtOnce() {
        CompletionStage<BackendSession> opening = open(Duration.ofSeconds(10));
        link.skips(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"serverInfo\":{\"name\":\"sss",
                "sss\"}}}",
                TrestleError.LIMIT_REACHED.failure("too long"));

        assertThat(failureOf(opening).error().message()).isEqualTo("too long");
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void gatewayClosesDuringTheHandshake_linkIsClosedAtOnce() {
        BackendFactory factory = new BackendFactory() {
            @Override
            public CompletionStage<BackendSession> open(SessionPeer client) {
                return LegacyBackend.open(link, client, context.context(), Duration.ofHours(1));
            }
        };
        McpGateway gateway = McpGateway.builder().backend("s", factory).build();
        CompletionStage<BackendSession> opening =
                gateway.view("s").orElseThrow().open(peer);

        Await.value("closed", gateway.close(Duration.ofSeconds(5)));

        assertThat(link.isClosed()).isTrue();
        assertThat(failureOf(opening).reason()).isEqualTo(TrestleError.SESSION_ENDED);
        assertThat(failureOf(gateway.view("s").orElseThrow().open(peer)).reason())
                .isEqualTo(TrestleError.SESSION_ENDED);
    }

    @Test
    void pingOfTheServer_isAnsweredHere() {
        opened();
        link.says("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}");

        Await.until("answered", () -> link.last().equals("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"result\":{}}"));
        assertThat(peer.questions()).isEmpty();
    }

    @Test
    void questionWhileOneCallRuns_belongsToTheCall() {
        BackendSession session = opened();
        session.call(Calls.tool("a", "{}"), observer);

        link.says(SAMPLING);
        observer.awaitQuestions(1);
        observer.answerWith("{ \"role\":\"assistant\" }");

        Await.until(
                "answered",
                () -> link.last().equals("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"result\":{ \"role\":\"assistant\" }}"));
        assertThat(peer.questions()).isEmpty();
    }

    @Test
    void questionWhileTwoCallsRun_belongsToTheSession() {
        BackendSession session = opened();
        session.call(Calls.tool("a", "{}"), observer);
        session.call(Calls.tool("b", "{}"), observer);

        link.says(SAMPLING);

        assertThat(peer.awaitQuestions(1)).hasSize(1);
        assertThat(observer.questions()).isEmpty();
    }

    @Test
    void noticeWhileNoCallRuns_belongsToTheSession() {
        opened();
        link.says(LOG);

        assertThat(peer.awaitNotifications(1)).hasSize(1);
    }

    @Test
    void noticeBeforeTheAnswer_isHeardByTheCall() {
        BackendSession session = opened();
        CompletionStage<McpReply> reply = session.call(Calls.tool("a", "{}"), observer);

        link.says(LOG);
        link.says("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");

        Await.value("reply", reply);
        assertThat(observer.notifications()).hasSize(1);
        assertThat(peer.notifications()).isEmpty();
    }

    @Test
    void serverWithdrawsItsQuestion_clientIsToldAndNoAnswerIsSent() {
        opened();
        link.says(SAMPLING);
        peer.awaitQuestions(1);

        link.says("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"q\"}}");
        Await.until("withdrawn", () -> peer.questions().get(0).cancellation().isCancelled());
        int before = link.sent().size();
        peer.answerWith("{}");

        assertThat(link.sent()).hasSize(before);
    }

    @Test
    void secondQuestionWithTheSameId_isRefused() {
        opened();
        link.says(SAMPLING);
        link.says(SAMPLING);

        Await.until("refused", () -> link.last().contains("duplicate_id"));
        assertThat(peer.questions()).hasSize(1);
    }

    @Test
    @Tag("limit:maxQuestions")
    void moreQuestionsThanMayWait_areRefusedAsBusy() {
        limits = new LinkLimits(9, 3, Duration.ofSeconds(10));
        opened();
        for (int i = 0; i <= 3; i++) {
            link.says("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"roots/list\"}");
        }

        Await.until("refused", () -> link.last().contains("busy"));
        assertThat(link.last())
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":-32603,")
                .contains("3 questions wait", "(maxQuestions)");
        assertThat(peer.questions()).hasSize(3);
    }

    @Test
    void questionOnTheAnswerToACall_belongsToItThoughTwoRun() {
        BackendSession session = opened();
        session.call(Calls.tool("a", "{}"), new RecordingObserver());
        session.call(Calls.tool("b", "{}"), observer);

        link.says(SAMPLING, 3);

        observer.awaitQuestions(1);
        assertThat(peer.questions()).isEmpty();
    }

    @Test
    void sessionRenewed_levelAndSubscriptionsAreSetAgainAndQuestionsAreOver() {
        BackendSession session = opened();
        succeed(session, 2, "logging/setLevel", "{\"level\":\"debug\"}");
        succeed(session, 3, "logging/setLevel", "{\"level\":\"error\"}");
        succeed(session, 4, "resources/subscribe", "{\"uri\":\"file:///a\"}");
        succeed(session, 5, "resources/subscribe", "{\"uri\":\"file:///b\"}");
        succeed(session, 6, "resources/unsubscribe", "{\"uri\":\"file:///a\"}");
        link.says(SAMPLING);
        peer.awaitQuestions(1);

        link.renews();

        Await.until("both were sent", () -> link.sent().size() == 8);
        assertThat(link.sent().subList(6, 8))
                .containsExactly(
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"error\"}}",
                        "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"resources/subscribe\",\"params\":{\"uri\":\"file:///b\"}}");
        assertThat(peer.questions().get(0).cancellation().isCancelled()).isTrue();
    }

    @Test
    void settingThatWasRefused_isNotSetAgain() {
        BackendSession session = opened();
        session.call(Calls.call("logging/setLevel", "{\"level\":\"loud\"}"), observer);
        link.says("{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32602,\"message\":\"no\"}}");
        succeed(session, 3, "resources/subscribe", "{\"uri\":\"file:///b\"}");

        link.renews();

        Await.until("one was sent", () -> link.sent().size() == 4);
        assertThat(link.last()).contains("resources/subscribe");
    }

    private void succeed(BackendSession session, long id, String method, String params) {
        CompletionStage<McpReply> reply = session.call(Calls.call(method, params), observer);
        link.says("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}", id);
        Await.value("reply", reply);
    }

    @Test
    void close_failsRunningCallsAndEndsTheLink() {
        BackendSession session = opened();
        CompletionStage<McpReply> reply = session.call(Calls.tool("a", "{}"), observer);

        session.close(Duration.ofSeconds(1));

        assertThat(Await.value("reply", reply))
                .isInstanceOfSatisfying(
                        McpReply.Failure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(TrestleError.SESSION_ENDED));
        assertThat(Await.value("ended", session.ended()).reason()).isEqualTo(TrestleError.SESSION_ENDED);
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void batchOfAServerOfTheVersionThatHasThem_isTakenApart() {
        BackendSession session = opened("2025-03-26");
        CompletionStage<McpReply> first = session.call(Calls.tool("a", "{}"), observer);
        CompletionStage<McpReply> second = session.call(Calls.tool("b", "{}"), observer);
        CompletionStage<McpReply> third = session.call(Calls.tool("c", "{}"), observer);

        link.says(" [{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"n\":3}}," + LOG + ",5,"
                + "{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-1,\"message\":\"no\"}},"
                + "{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":7}]");

        assertThat(Await.value("second", second)).isEqualTo(new McpReply.Result(JsonSlice.of("{\"n\":3}")));
        assertThat(Await.value("first", first)).isInstanceOf(McpReply.Failure.class);
        assertThat(((McpReply.Failure) Await.value("third", third)).reason()).isEqualTo(TrestleError.INVALID_RESPONSE);
        Await.until("heard", () -> peer.notifications().size() == 1);
        session.call(Calls.tool("d", "{}"), observer);
        link.says("[" + SAMPLING + ",{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}]");
        observer.awaitQuestions(1);
        Await.until("answered", () -> link.last().equals("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"result\":{}}"));
    }

    @Test
    void batchOfAServerOfAnotherVersion_isDropped() {
        BackendSession session = opened("2025-06-18");
        CompletionStage<McpReply> reply = session.call(Calls.tool("a", "{}"), observer);

        link.says("[{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"n\":1}}]");
        link.says("[{\"jsonrpc\":\"2.0\",\"id\":2,\"resu");
        link.says("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"n\":2}}");

        assertThat(Await.value("reply", reply)).isEqualTo(new McpReply.Result(JsonSlice.of("{\"n\":2}")));
    }

    private BackendSession opened() {
        return opened("2025-11-25");
    }

    private BackendSession opened(String version) {
        CompletionStage<BackendSession> opening = LegacyBackend.open(link, peer, context.context(), limits);
        link.says("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + "{\"protocolVersion\":\"" + version
                + "\",\"serverInfo\":{ \"name\":\"s\" }}}");
        return Await.value("opened", opening);
    }

    private CompletionStage<BackendSession> open(Duration startTimeout) {
        return LegacyBackend.open(link, peer, context.context(), startTimeout);
    }

    private static McpReply.Failure failureOf(CompletionStage<BackendSession> opening) {
        Throwable problem = Await.failure("refused", opening);
        return ((McpException) (problem instanceof CompletionException ? problem.getCause() : problem)).failure();
    }
}
