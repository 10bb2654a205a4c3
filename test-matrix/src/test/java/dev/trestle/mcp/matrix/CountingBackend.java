package dev.trestle.mcp.matrix;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.everything.Gateways;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ServerDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A backend that counts what is asked of it, and otherwise is another. */
final class CountingBackend implements BackendFactory {

    private final BackendFactory backend;

    /** Interceptors ask for lists of tools; that is in no scenario, so these come from elsewhere and are not counted. */
    private final @Nullable BackendFactory lists = Gateways.EVERYTHING ? Lane.FAKE.backend(null) : null;

    private final AtomicInteger created = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> notifications = new CopyOnWriteArrayList<>();

    private final CompletableFuture<Void> mayOpen = new CompletableFuture<>();

    CountingBackend(BackendFactory backend, boolean held) {
        this.backend = backend;
        if (!held) {
            release();
        }
    }

    /** Lets sessions be opened, if they were held back. */
    void release() {
        mayOpen.complete(null);
    }

    /** How many sessions were ever asked for. */
    int created() {
        return created.get();
    }

    /** How many sessions are open. */
    int open() {
        return created.get() - ended.get();
    }

    /** The methods of all calls that came, with the tool's name behind a slash, in order. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    /** The methods of all notifications that came, in order. */
    List<String> notifications() {
        return List.copyOf(notifications);
    }

    @Override
    public void attach(BackendContext context) {
        backend.attach(context);
        if (lists != null) {
            lists.attach(context);
        }
    }

    @Override
    public CompletionStage<BackendSession> open(SessionPeer peer) {
        created.incrementAndGet();
        return backend.open(peer)
                .whenComplete((session, problem) -> {
                    if (problem != null) {
                        ended.incrementAndGet();
                    }
                })
                .thenCombine(openLists(peer), Counted::new)
                .thenCombine(mayOpen, (session, go) -> session);
    }

    private CompletionStage<@Nullable BackendSession> openLists(SessionPeer peer) {
        return lists == null
                ? CompletableFuture.completedFuture(null)
                : lists.open(peer).thenApply(session -> session);
    }

    private final class Counted implements BackendSession {
        private final BackendSession session;
        private final @Nullable BackendSession lists;

        Counted(BackendSession session, @Nullable BackendSession lists) {
            this.session = session;
            this.lists = lists;
            session.ended().thenAccept(why -> ended.incrementAndGet());
        }

        @Override
        public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
            if (lists != null && call.method().equals("tools/list")) {
                return lists.call(call, observer);
            }
            calls.add(call.target() == null ? call.method() : call.method() + "/" + call.target());
            return session.call(call, observer);
        }

        @Override
        public ServerDescription server() {
            return session.server();
        }

        @Override
        public void notified(Notification notification) {
            notifications.add(notification.method());
            session.notified(notification);
        }

        @Override
        public CompletionStage<McpReply.Failure> ended() {
            return session.ended();
        }

        @Override
        public CompletionStage<Void> close(Duration grace) {
            if (lists != null) {
                var unused = lists.close(grace);
            }
            return session.close(grace);
        }
    }
}
