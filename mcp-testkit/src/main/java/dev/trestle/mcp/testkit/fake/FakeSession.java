package dev.trestle.mcp.testkit.fake;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ServerDescription;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A session of a {@link FakeBackend}. Thread-safe. */
public final class FakeSession implements BackendSession {

    private final FakeBackend backend;
    private final SessionPeer peer;
    private final ServerDescription server;
    private final List<McpCall> calls = new CopyOnWriteArrayList<>();
    private final List<Notification> heard = new CopyOnWriteArrayList<>();
    private final Set<FakeCall> running = ConcurrentHashMap.newKeySet();
    private final HeldReplies held = new HeldReplies();
    private final CompletableFuture<McpReply.Failure> ended = new CompletableFuture<>();

    FakeSession(FakeBackend backend, SessionPeer peer, ServerDescription server) {
        this.backend = backend;
        this.peer = peer;
        this.server = server;
    }

    /**
     * The client's end, for what belongs to no call.
     *
     * @return the peer that the session was opened with
     */
    public SessionPeer peer() {
        return peer;
    }

    /**
     * The calls that came so far.
     *
     * @return in order
     */
    public List<McpCall> calls() {
        return List.copyOf(calls);
    }

    /**
     * What the client said outside calls so far.
     *
     * @return in order
     */
    public List<Notification> heard() {
        return List.copyOf(heard);
    }

    /**
     * Waits, bounded, for what the client says outside calls.
     *
     * @param count how many notifications at least
     * @return those heard by then
     */
    public List<Notification> awaitHeard(int count) {
        Await.until(count + " notifications to the backend", () -> heard.size() >= count);
        return heard();
    }

    /**
     * Whether the session goes on.
     *
     * @return false once closed or dead
     */
    public boolean isOpen() {
        return !ended.isDone();
    }

    /**
     * How many calls are running.
     *
     * @return 0 or more
     */
    public int runningCalls() {
        return running.size();
    }

    /**
     * Dies, as a process does that crashes.
     *
     * @param why what running and later calls are answered
     */
    public void die(McpReply.Failure why) {
        ended.complete(why);
        running.forEach(call -> call.finish(ended.join()));
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        calls.add(call);
        Misbehaviour.OfBackend wrong = backend.misbehaviour();
        if (wrong instanceof Misbehaviour.Throws) {
            throw new IllegalStateException("misbehaving on purpose");
        } else if (wrong instanceof Misbehaviour.CompletesExceptionally) {
            return CompletableFuture.failedFuture(new IllegalStateException("misbehaving on purpose"));
        } else if (wrong instanceof Misbehaviour.Stalls) {
            return new CompletableFuture<>();
        }
        if (ended.isDone()) {
            return CompletableFuture.completedFuture(ended.join());
        }
        FakeCall exchange = new FakeCall(this, call, observer);
        running.add(exchange);
        CompletionStage<McpReply> reply = exchange.start(wrong);
        reply.whenComplete((done, thrown) -> running.remove(exchange));
        if (ended.isDone()) {
            exchange.finish(ended.join());
        }
        return reply;
    }

    @Override
    public ServerDescription server() {
        return server;
    }

    @Override
    public void notified(Notification notification) {
        if (isOpen()) {
            heard.add(notification);
        }
    }

    @Override
    public CompletionStage<McpReply.Failure> ended() {
        return ended.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        die(TrestleError.SESSION_ENDED.failure("the session with the fake backend was closed"));
        return CompletableFuture.completedFuture(null);
    }

    HeldReplies held() {
        return held;
    }

    FakeBackend backend() {
        return backend;
    }
}
