package dev.trestle.mcp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The rules of {@link BackendSession}, and those of {@link dev.trestle.mcp.spi.McpBackend} with it. The server behind has
 * the {@link dev.trestle.mcp.testkit.fake.ContractTools}.
 */
public abstract class BackendSessionContract extends McpBackendContract {

    private static final Duration GRACE = Duration.ofMillis(300);

    private final RecordingPeer peer = new RecordingPeer();
    private final List<BackendSession> opened = new ArrayList<>();
    private @Nullable BackendSession session;

    /** For subclasses. */
    protected BackendSessionContract() {}

    /**
     * Opens a session with a server that has the contract's tools.
     *
     * @param client the client's end
     * @return the session, as a factory gives it
     */
    protected abstract CompletionStage<BackendSession> open(SessionPeer client);

    /** One session a test. */
    @Override
    protected final BackendSession backend() {
        BackendSession known = session;
        if (known == null) {
            known = opened(peer);
            session = known;
        }
        return known;
    }

    /**
     * The client's end of {@link #backend()}.
     *
     * @return records
     */
    protected final RecordingPeer peer() {
        return peer;
    }

    /** Ends what the subclass started, after all sessions are closed. Does nothing by default. */
    protected void dispose() {}

    @AfterEach
    void closeAll() {
        opened.forEach(open -> Await.value("a session closes", patience(), open.close(Duration.ZERO)));
        dispose();
    }

    @Test
    void session01_server_describesItself() {
        Json introduction = Json.parse(backend().server().initializeResult());

        assertThat(backend().server().protocolVersion()).isEqualTo(Calls.VERSION);
        assertThat(introduction.at("/protocolVersion").text()).isEqualTo(Calls.VERSION);
        assertThat(introduction.at("/serverInfo/name").text()).isNotBlank();
        assertThat(introduction.at("/capabilities").members()).isNotNull();
    }

    @Test
    void session02_close_failsRunningCalls() {
        CompletionStage<McpReply> running = start(tool("stall", "{}").build(), new RecordingObserver());
        closing(backend());

        assertThat(failureOf(Await.value("the running call ends", patience(), running))
                        .message())
                .isNotBlank();
    }

    @Test
    void session03_close_completesHoweverOftenItIsCalled() {
        CompletionStage<Void> first = closing(backend());
        CompletionStage<Void> second = closing(backend());

        Await.value("the session closes", patience(), first);
        Await.value("the session closes again", patience(), second);
        Await.value("the session closes once more", patience(), closing(backend()));
    }

    @Test
    void session04_ended_completesOnceAndNotBeforeTheEnd() {
        AtomicInteger times = new AtomicInteger();
        CompletionStage<McpReply.Failure> ended = backend().ended();
        CompletionStage<Void> counted = ended.thenAccept(why -> times.incrementAndGet());
        AtomicInteger told = new AtomicInteger();
        backend().onEnd(why -> told.incrementAndGet());
        assertThat(textOf(reply(echo("alive")))).isEqualTo("alive");
        assertThat(times).hasValue(0);
        assertThat(told).hasValue(0);
        closing(backend());
        closing(backend());

        Await.value("the end is told", patience(), counted);
        Await.until("whoever listens is told", patience(), () -> told.get() == 1);
        Await.stays("the end is told once", QUIET, () -> times.get() == 1 && told.get() == 1);
        backend().onEnd(why -> told.incrementAndGet());
        Await.until("whoever comes late is told", patience(), () -> told.get() == 2);
        assertThat(Await.value("why it ended", patience(), ended).error().message())
                .isNotBlank();
    }

    @Test
    void session05_callAfterClose_fails() {
        Await.value("the session closes", patience(), closing(backend()));

        assertThat(failureOf(reply(echo("too late"))).message()).isNotBlank();
        assertThat(failureOf(reply(tool("stall", "{}").build())).message()).isNotBlank();
    }

    @Test
    void session06_notifiedAfterClose_doesNothing() {
        Await.value("the session closes", patience(), closing(backend()));

        backend().notified(Calls.notification("notifications/roots/list_changed", null));
    }

    @Test
    void session07_notified_reachesTheServer() {
        backend().notified(Calls.notification("notifications/roots/list_changed", null));
        backend().notified(Calls.notification("notifications/roots/list_changed", null));

        Await.until(
                "the server heard both",
                patience(),
                () -> textOf(reply(tool("heard", "{}").build())).equals("2"));
    }

    /** What a server says outside calls; a link that does not say where a message came from has a rule of its own. */
    @Test
    protected void session08_whatTheServerSaysOutsideCalls_reachesThePeer() {
        RecordingObserver observer = new RecordingObserver();
        Await.value("the reply", patience(), start(tool("announce", "{}").build(), observer));

        Await.until("the peer hears", patience(), () -> !peer.notifications().isEmpty());
        assertThat(peer.notifications())
                .extracting(said -> said.method())
                .containsExactly("notifications/tools/list_changed");
        assertThat(observer.all()).isEmpty();
    }

    @Test
    void session09_twoSessions_areApart() {
        SessionKey key = new SessionKey("other");
        BackendSession other = opened(new RecordingPeer(Calls.client(key)));
        backend().notified(Calls.notification("notifications/roots/list_changed", null));
        Await.until(
                "the server heard",
                patience(),
                () -> textOf(reply(tool("heard", "{}").build())).equals("1"));
        McpCall heard = tool("heard", "{}").session(key).build();
        CompletionStage<McpReply> reply = onTime("return", () -> other.call(heard, new RecordingObserver()));
        assertThat(textOf(Await.value("the reply", patience(), reply))).isEqualTo("0");
        Await.value("the other session closes", patience(), closing(other));

        assertThat(textOf(reply(echo("untouched")))).isEqualTo("untouched");
        assertThat(backend().ended().toCompletableFuture()).isNotDone();
    }

    @Test
    void session10_closeDuringAQuestion_failsTheCall() {
        RecordingObserver observer = new RecordingObserver();
        CompletionStage<McpReply> asking =
                start(tool("ask", "{\"message\":\"hello?\"}").build(), observer);
        awaitQuestion(observer);
        closing(backend());

        assertThat(failureOf(Await.value("the asking call ends", patience(), asking))
                        .message())
                .isNotBlank();
        observer.answerWith("{\"action\":\"accept\"}");
    }

    private BackendSession opened(SessionPeer client) {
        BackendSession fresh =
                Await.value("a session opens", patience(), onTime("return from open", () -> open(client)));
        opened.add(fresh);
        return fresh;
    }

    private CompletionStage<Void> closing(BackendSession subject) {
        return onTime("return from close", () -> subject.close(GRACE));
    }
}
