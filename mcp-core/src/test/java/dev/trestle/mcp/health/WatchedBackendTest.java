package dev.trestle.mcp.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WatchedBackendTest {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final McpReply.Failure DEAD = TrestleError.BACKEND_UNAVAILABLE.failure("it is not there");

    private final FakeBackend server = FakeBackend.withContractTools();
    private final AtomicLong now = new AtomicLong();
    private final WatchedBackend backend = watching(server, Health.UNKNOWN);

    private WatchedBackend watching(BackendFactory factory, Health atStart) {
        return new WatchedBackend(factory, atStart, INTERVAL, now::get);
    }

    private static Health of(WatchedBackend backend) {
        return Await.value("the answer", backend.check());
    }

    private static void open(WatchedBackend backend) {
        Await.until(
                "it was tried",
                () -> backend.open(new RecordingPeer()).toCompletableFuture().isDone());
    }

    @Test
    void nobodyHasUsedIt_isUnknownAndNotStarted() {
        assertThat(of(backend)).isEqualTo(Health.UNKNOWN);
        assertThat(server.createdCount()).isZero();
    }

    @Test
    void isToBeTriedAtStart_isStartedOnceAndClosed() {
        WatchedBackend tried = watching(server, Health.down("not_tried"));

        assertThat(of(tried)).isEqualTo(Health.UP);
        assertThat(of(tried)).isEqualTo(Health.UP);
        assertThat(server.createdCount()).isEqualTo(1);
        Await.until("the session is closed", () -> server.openSessions() == 0);
    }

    @Test
    void wasOpened_isUpAndNotDisturbed() {
        open(backend);

        assertThat(of(backend)).isEqualTo(Health.UP);
        assertThat(server.createdCount()).isEqualTo(1);
    }

    @Test
    void couldNotBeOpened_isDownWithTheCodeAlone() {
        server.refuses(DEAD);
        open(backend);

        assertThat(of(backend)).isEqualTo(Health.down("backend_unavailable"));
    }

    @Test
    void isThereAgain_isUpForWhoeverAsksNext() {
        server.refuses(DEAD);
        open(backend);
        assertThat(of(backend).status()).isEqualTo(Health.Status.DOWN);
        server.refuses(null);
        now.addAndGet(INTERVAL.toNanos());

        assertThat(of(backend)).isEqualTo(Health.UP);
    }

    @Test
    @Tag("limit:interval")
    void isAskedForAgainAndAgain_isTriedOncePerInterval() {
        AtomicInteger opened = new AtomicInteger();
        WatchedBackend dead = watching(
                peer -> {
                    opened.incrementAndGet();
                    return failed();
                },
                Health.down("not_tried"));
        for (int i = 0; i < 5; i++) {
            of(dead);
        }
        assertThat(opened).hasValue(1);
        now.addAndGet(INTERVAL.toNanos() - 1);
        of(dead);
        assertThat(opened).hasValue(1);
        now.addAndGet(1);
        of(dead);
        assertThat(opened).hasValue(2);
    }

    @Test
    void manyAskAtOnce_isTriedOnceAndAllAreToldTheSame() {
        CompletableFuture<BackendSession> slow = new CompletableFuture<>();
        AtomicInteger opened = new AtomicInteger();
        WatchedBackend starting = watching(
                peer -> {
                    opened.incrementAndGet();
                    return slow;
                },
                Health.down("not_tried"));
        List<CompletionStage<Health>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(starting.check());
        }
        slow.completeExceptionally(new IllegalStateException("on purpose"));

        assertThat(opened).hasValue(1);
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(Await.value("an answer", answer).status()).isEqualTo(Health.Status.DOWN));
    }

    @Test
    void callFailsForItsFault_isDownUntilItWasTried() {
        open(backend);
        backend.failed(TrestleError.BACKEND_LOST);

        assertThat(of(backend)).isEqualTo(Health.UP);
        assertThat(server.createdCount()).isEqualTo(2);
    }

    @Test
    void callIsRefusedByTheGateway_saysNothingOfTheBackend() {
        open(backend);
        backend.failed(TrestleError.BUSY);
        backend.failed(TrestleError.TIMEOUT);
        backend.failed(null);

        assertThat(of(backend)).isEqualTo(Health.UP);
        assertThat(server.createdCount()).isEqualTo(1);
    }

    @Test
    void sessionEndsByItself_isDownUntilItWasTried() {
        BackendSession session = Await.value("a session", backend.open(new RecordingPeer()));
        Await.value("the end of the call", session.call(Calls.tool("die", "{}"), new RecordingObserver()));
        Await.value("the end", session.ended());
        server.refuses(DEAD);

        Await.until("it is down", () -> of(backend).status() == Health.Status.DOWN);
    }

    private static CompletionStage<BackendSession> failed() {
        return CompletableFuture.failedStage(new McpException(DEAD));
    }

    @Test
    void questionOfAServerThatIsOnlyTried_isAnswered() {
        CompletableFuture<SessionPeer> seen = new CompletableFuture<>();
        WatchedBackend asking = watching(
                peer -> {
                    seen.complete(peer);
                    return server.open(peer);
                },
                Health.down("not_tried"));
        of(asking);

        assertThat(seen.join().client().protocolVersion()).isEqualTo("2025-11-25");
        assertThat(seen.join().client().capabilities()).hasToString("{}");
    }
}
