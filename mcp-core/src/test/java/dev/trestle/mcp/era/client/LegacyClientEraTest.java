package dev.trestle.mcp.era.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.EnvelopeLimits;
import dev.trestle.mcp.codec.EnvelopeReader;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Response;
import dev.trestle.mcp.session.McpSession;
import dev.trestle.mcp.session.RecordingStream;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ServerDescription;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.ManualScheduler;
import dev.trestle.mcp.testkit.TestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LegacyClientEraTest {

    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
            + "{\"protocolVersion\":\"%s\",\"capabilities\":{\"x\":{ }},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}";
    private static final SessionLimits LIMITS = SessionLimits.builder()
            .maxSessions(3)
            .maxInFlight(2)
            .maxStreams(2)
            .outboxMessages(3)
            .outboxBytes(1000)
            .build();

    private final ManualScheduler scheduler = new ManualScheduler();
    private final TestContext context = TestContext.create(scheduler);
    private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLimits.DEFAULT);
    private final HeldBackend backend = new HeldBackend();
    private final LegacyClientEra era = new LegacyClientEra(
            view -> view.equals("none") ? Optional.empty() : Optional.of(backend),
            context.context(),
            LIMITS,
            scheduler.ticker());

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void initialize_passesParamsToTheBackendAndItsAnswerBack() {
        RecordingStream stream = new RecordingStream();
        McpSession session = initialized(stream, "2025-06-18");

        assertThat(backend.peer().client().initializeParams())
                .hasToString("{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"x\":{ }},"
                        + "\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}");
        assertThat(stream.last())
                .isCompletedWithValue(
                        "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":\"2025-06-18\",\"own\":1}}");
        assertThat(session.rules().version()).isEqualTo("2025-06-18");
    }

    @Test
    void versionNobodyKnows_becomesTheLatestLegacyOne() {
        initialized(new RecordingStream(), "2026-07-28");

        assertThat(backend.peer().client().protocolVersion()).isEqualTo("2025-11-25");
        assertThat(backend.peer().client().initializeParams().toString())
                .startsWith("{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"x\":{ }}");
    }

    @Test
    void initializeWithoutCapabilities_isInvalidParamsAndLeavesNoSession() {
        RecordingStream stream = new RecordingStream();
        McpSession session = era.open("", Principal.ANONYMOUS);

        era.initialize(
                session, request("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"initialize\",\"params\":{}}"), stream);

        assertThat(stream.last().join()).contains("-32602").contains("\"id\":7");
        assertThat(session.isEnded()).isTrue();
        assertThat(gauge("sessions")).isZero();
    }

    @Test
    void backendCannotBeOpened_streamIsRefusedWithTheReasonAndNoSessionIsLeft() {
        RecordingStream stream = new RecordingStream();
        McpSession session = era.open("", Principal.ANONYMOUS);
        era.initialize(session, request(INITIALIZE.formatted("2025-11-25")), stream);

        backend.opening.completeExceptionally(new McpException(TrestleError.BUSY.failure("no room for a child")));

        assertThat(stream.refused().join().reason()).isEqualTo(TrestleError.BUSY);
        assertThat(stream.last().join()).contains("no room for a child");
        assertThat(gauge("sessions")).isZero();
    }

    @Test
    void clientGoesDuringInitialize_backendIsClosedOnceItIsOpen() {
        RecordingStream stream = new RecordingStream();
        McpSession session = era.open("", Principal.ANONYMOUS);
        era.initialize(session, request(INITIALIZE.formatted("2025-11-25")), stream);

        stream.clientGoes();
        backend.answer();

        assertThat(backend.closed).isTrue();
        assertThat(gauge("sessions")).isZero();
    }

    @Test
    void unknownView_isRefused() {
        RecordingStream stream = new RecordingStream();
        era.initialize(era.open("none", Principal.ANONYMOUS), request(INITIALIZE.formatted("2025-11-25")), stream);

        assertThat(stream.refused().join().reason()).isEqualTo(TrestleError.BACKEND_UNAVAILABLE);
    }

    @Test
    @Tag("limit:maxSessions")
    void maxSessions_oneMoreIsRefusedUntilOneEnds() {
        List<McpSession> open = new ArrayList<>();
        for (int i = 0; i < LIMITS.maxSessions(); i++) {
            open.add(era.open("", Principal.ANONYMOUS));
        }
        assertThatThrownBy(() -> era.open("", Principal.ANONYMOUS))
                .isInstanceOfSatisfying(
                        McpException.class,
                        e -> assertThat(e.failure().reason()).isEqualTo(TrestleError.TOO_MANY_SESSIONS));

        era.end(open.get(0));

        assertThat(era.open("", Principal.ANONYMOUS)).isNotNull();
    }

    @Test
    void sessionThatEndsWhileItsBackendOpens_tellsTheBackendThatNobodyWaits() {
        RecordingStream stream = new RecordingStream();
        era.initialize(era.open("", Principal.ANONYMOUS), request(INITIALIZE.formatted("2025-11-25")), stream);
        CompletableFuture<String> told = new CompletableFuture<>();
        backend.peer().onEnd(() -> told.complete("told"));
        assertThat(told).isNotDone();

        era.close(Duration.ZERO);

        assertThat(told).isCompletedWithValue("told");
    }

    @Test
    void session_isFoundOnlyByItsPrincipalInItsView() {
        Principal alice = new Principal("alice", true);
        McpSession session = era.open("a", alice);

        assertThat(era.session(session.id(), "a", alice)).contains(session);
        assertThat(era.session(session.id(), "b", alice)).isEmpty();
        assertThat(era.session(session.id(), "a", new Principal("bob", true))).isEmpty();
        assertThat(era.session("no such id", "a", alice)).isEmpty();
    }

    @Test
    void sessionId_isVisibleAsciiOfAtLeast128BitsAndNotTheKey() {
        McpSession session = era.open("", Principal.ANONYMOUS);

        assertThat(session.id())
                .matches("[A-Za-z0-9_-]{24}")
                .doesNotContain(session.key().value());
        assertThat(era.open("", Principal.ANONYMOUS).id()).isNotEqualTo(session.id());
    }

    @Test
    void request_becomesACallAndItsReplyTheAnswerUnderTheClientsId() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");
        RecordingStream stream = new RecordingStream();

        era.request(session, request("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/list\"}"), stream);
        backend.reply(new McpReply.Result(JsonSlice.of("{ \"tools\":[] }")));

        assertThat(stream.last())
                .isCompletedWithValue("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{ \"tools\":[] }}");
        assertThat(backend.calls).singleElement().satisfies(call -> {
            assertThat(call.method()).isEqualTo("tools/list");
            assertThat(call.session()).isEqualTo(session.key());
        });
    }

    @Test
    void ping_isAnsweredWithoutTheBackend() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");
        RecordingStream stream = new RecordingStream();

        era.request(session, request("{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"ping\"}"), stream);

        assertThat(stream.last()).isCompletedWithValue("{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{}}");
        assertThat(backend.calls).isEmpty();
    }

    @Test
    void requestBeforeTheBackendAnswered_isAnInvalidRequest() {
        RecordingStream stream = new RecordingStream();
        McpSession session = era.open("", Principal.ANONYMOUS);

        era.request(session, request("{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/list\"}"), stream);

        assertThat(stream.last().join()).contains("-32600");
    }

    @Test
    void idThatIsStillRunning_isRefusedAndTheFirstGoesOn() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");
        RecordingStream first = called(session, "1");
        RecordingStream second = called(session, "1");

        assertThat(second.last().join()).contains("duplicate_id").contains("-32600");
        backend.reply(new McpReply.Result(JsonSlice.EMPTY_OBJECT));
        assertThat(first.last().join()).contains("\"result\":{}");
    }

    @Test
    void cancelOfTheClient_reachesTheCallAndEndsTheStreamWithoutAnswer() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");
        RecordingStream stream = called(session, "\"x\"");

        era.notified(
                session,
                notification("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                        + "\"params\":{\"requestId\":\"x\",\"reason\":\"bored\"}}"));
        assertThat(backend.calls.get(0).cancellation().isCancelled()).isTrue();
        backend.reply(TrestleError.CANCELLED.failure("cancelled"));

        assertThat(stream.last()).isCompletedWithValue("");
    }

    @Test
    void otherNotifications_reachTheBackendAsTheyAre() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");

        era.notified(session, notification("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"));

        assertThat(backend.heard).containsExactly(new Notification("notifications/initialized", null));
    }

    @Test
    void whatIsSaidDuringACall_goesToItsOwnStream() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");
        RecordingStream first = called(session, "1");
        RecordingStream second = called(session, "2");

        backend.observers.get(0).notified(Calls.notification("notifications/message", "{\"data\":1}"));

        assertThat(first.messages()).hasSize(1);
        assertThat(second.messages()).isEmpty();
    }

    @Test
    void questionOfACall_isAskedOnItsStreamAndAnsweredByTheClient() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");
        RecordingStream stream = called(session, "1");

        CompletionStage<InputAnswer> answer = backend.observers.get(0).ask(new InputRequest("roots/list", null));
        assertThat(stream.messages()).containsExactly("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"roots/list\"}");
        era.answered(session, response("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"roots\":[]}}"));

        assertThat(answer.toCompletableFuture())
                .isCompletedWithValue(new InputAnswer.Result(JsonSlice.of("{\"roots\":[]}")));
    }

    @Test
    void questionOfACallWhoseClientIsGone_isAskedWhereTheClientListens() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");
        RecordingStream stream = called(session, "1");
        RecordingStream listener = new RecordingStream();
        era.listen(session, listener);
        stream.clientGoes();

        backend.observers.get(0).ask(new InputRequest("roots/list", null));

        assertThat(listener.messages()).hasSize(1);
        assertThat(stream.messages()).isEmpty();
    }

    @Test
    void clientGoesDuringACall_callGoesOn() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");
        RecordingStream stream = called(session, "1");

        stream.clientGoes();

        assertThat(backend.calls.get(0).cancellation().isCancelled()).isFalse();
        assertThat(era.session(session.id(), "", Principal.ANONYMOUS)).isPresent();
    }

    @Test
    void sessionTraffic_goesWhereTheClientListens() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");
        RecordingStream listener = new RecordingStream();
        backend.peer().notified(Calls.notification("notifications/tools/list_changed", null));
        backend.peer().notified(Calls.notification("notifications/tools/list_changed", null));

        era.listen(session, listener);

        assertThat(listener.messages())
                .containsExactly("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
    }

    @Test
    void maxStreams_oneMoreIsRefused() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");
        era.listen(session, new RecordingStream());
        era.listen(session, new RecordingStream());

        assertThatThrownBy(() -> era.listen(session, new RecordingStream())).isInstanceOf(McpException.class);
    }

    @Test
    @Tag("limit:idleTimeout")
    @Tag("limit:sessionIdleTimeout")
    @Tag("limit:sweepInterval")
    void idleTimeout_endsTheSessionAndItsBackend() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");

        scheduler.advance(LIMITS.idleTimeout().plus(LIMITS.sweepInterval()));

        assertThat(session.isEnded()).isTrue();
        assertThat(backend.closed).isTrue();
        assertThat(gauge("sessions")).isZero();
    }

    @Test
    void openStreamOrRunningCall_keepsTheSession() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");
        RecordingStream listener = new RecordingStream();
        era.listen(session, listener);
        scheduler.advance(LIMITS.idleTimeout().multipliedBy(3));
        assertThat(session.isEnded()).isFalse();

        RecordingStream call = called(session, "1");
        listener.clientGoes();
        scheduler.advance(LIMITS.idleTimeout().multipliedBy(3));
        assertThat(session.isEnded()).isFalse();

        backend.reply(new McpReply.Result(JsonSlice.EMPTY_OBJECT));
        assertThat(call.last()).isDone();
        scheduler.advance(LIMITS.idleTimeout().plus(LIMITS.sweepInterval()));
        assertThat(session.isEnded()).isTrue();
    }

    @Test
    void backendEnds_sessionIsNoLongerFound() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");
        RecordingStream listener = new RecordingStream();
        era.listen(session, listener);

        backend.ended.complete(TrestleError.BACKEND_EXITED.failure("exited"));

        assertThat(era.session(session.id(), "", Principal.ANONYMOUS)).isEmpty();
        assertThat(listener.last()).isDone();
    }

    @Test
    void close_endsAllSessionsAndOpensNoMore() {
        McpSession session = initialized(new RecordingStream(), "2025-11-25");

        era.close(Duration.ofSeconds(1)).toCompletableFuture().join();

        assertThat(session.isEnded()).isTrue();
        assertThat(backend.closed).isTrue();
        assertThatThrownBy(() -> era.open("", Principal.ANONYMOUS)).isInstanceOf(McpException.class);
    }

    private McpSession initialized(RecordingStream stream, String version) {
        McpSession session = era.open("", Principal.ANONYMOUS);
        era.initialize(session, request(INITIALIZE.formatted(version)), stream);
        backend.answer();
        return session;
    }

    private RecordingStream called(McpSession session, String id) {
        RecordingStream stream = new RecordingStream();
        era.request(
                session,
                request("{\"jsonrpc\":\"2.0\",\"id\":" + id
                        + ",\"method\":\"tools/call\",\"params\":{\"name\":\"t\"}}"),
                stream);
        return stream;
    }

    private long gauge(String name) {
        return era.gauges().get(name).getAsLong();
    }

    private JsonRpcMessage read(String json) {
        return reader.read(JsonSlice.of(json));
    }

    private Request request(String json) {
        return (Request) read(json);
    }

    private Notification notification(String json) {
        return (Notification) read(json);
    }

    private Response response(String json) {
        return (Response) read(json);
    }

    /** A backend that does nothing until the test says so. */
    private static final class HeldBackend implements BackendFactory, BackendSession {
        private final CompletableFuture<BackendSession> opening = new CompletableFuture<>();
        private final CompletableFuture<SessionPeer> peer = new CompletableFuture<>();
        private final CompletableFuture<McpReply.Failure> ended = new CompletableFuture<>();
        private final List<McpCall> calls = new ArrayList<>();
        private final List<CallObserver> observers = new ArrayList<>();
        private final List<CompletableFuture<McpReply>> replies = new ArrayList<>();
        private final List<Notification> heard = new ArrayList<>();
        private boolean closed;

        SessionPeer peer() {
            return peer.join();
        }

        void answer() {
            opening.complete(this);
        }

        void reply(McpReply reply) {
            replies.remove(0).complete(reply);
        }

        @Override
        public CompletionStage<BackendSession> open(SessionPeer value) {
            peer.complete(value);
            return opening;
        }

        @Override
        public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
            calls.add(call);
            observers.add(observer);
            CompletableFuture<McpReply> reply = new CompletableFuture<>();
            replies.add(reply);
            return reply;
        }

        @Override
        public ServerDescription server() {
            String version = peer().client().protocolVersion();
            return new ServerDescription(version, JsonSlice.of("{\"protocolVersion\":\"" + version + "\",\"own\":1}"));
        }

        @Override
        public void notified(Notification notification) {
            heard.add(notification);
        }

        @Override
        public CompletionStage<McpReply.Failure> ended() {
            return ended;
        }

        @Override
        public CompletionStage<Void> close(Duration grace) {
            closed = true;
            return CompletableFuture.completedFuture(null);
        }
    }
}
