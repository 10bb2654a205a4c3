package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that one kind of client shares. A call that may be asked something needs one for itself as long as it runs,
 * unless the server says during which call it asks; all others go through the first. Thread-safe.
 */
final class Lender {

    private final LentSessions all;
    private final LentSessions.Key key;
    private final AtomicReference<@Nullable JsonSlice> roots = new AtomicReference<>();
    private final List<LentSession> sessions = new ArrayList<>(1);
    private final Deque<CompletableFuture<LentSession>> waiting = new ArrayDeque<>();

    Lender(LentSessions all, LentSessions.Key key) {
        this.all = all;
        this.key = key;
    }

    CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        boolean asks = key.capabilities().length() > 2 && Modern.mayAsk(call.method());
        CompletableFuture<LentSession> first = first();
        return first.isDone() && !first.isCompletedExceptionally()
                ? call(first.join(), call, observer, asks)
                : ready(first, observer).thenCompose(session -> call(session, call, observer, asks));
    }

    private CompletionStage<McpReply> call(LentSession session, McpCall call, CallObserver observer, boolean asks) {
        if (!asks || session.namesCalls()) {
            return session.call(call, observer);
        }
        return ready(lease(call), observer)
                .thenCompose(own -> own.call(call, observer).whenComplete((reply, problem) -> giveBack(own)));
    }

    private static CompletionStage<LentSession> ready(CompletionStage<LentSession> session, CallObserver observer) {
        if (!session.toCompletableFuture().isDone()) {
            observer.waits(session);
        }
        return session;
    }

    /** The session for whatever needs none of its own, opened if there is none. */
    private CompletableFuture<LentSession> first() {
        LentSession session;
        synchronized (this) {
            sessions.removeIf(LentSession::isOver);
            session = sessions.isEmpty() ? open() : sessions.get(0);
        }
        return session == null ? full() : session.opened();
    }

    private @Nullable LentSession open() {
        if (!all.admit()) {
            return null;
        }
        LentSession session = new LentSession(all, key, roots);
        sessions.add(session);
        var unused = session.over().thenRun(() -> forget(session));
        session.begin();
        return session;
    }

    private void forget(LentSession session) {
        all.gaveBack();
        List<CompletableFuture<LentSession>> next = new ArrayList<>(1);
        synchronized (this) {
            sessions.remove(session);
            if (!waiting.isEmpty()) {
                next.add(waiting.poll());
            }
        }
        // Its place is free: whoever waits longest may open another.
        next.forEach(waiter -> take().whenComplete((own, problem) -> hand(waiter, own, problem)));
    }

    private <T> CompletableFuture<T> full() {
        return CompletableFuture.failedFuture(new McpException(TrestleError.BUSY.failure("Backend '"
                + all.context().name() + "' has as many sessions open for clients without one as may (maxLent)")));
    }

    private CompletionStage<LentSession> lease(McpCall call) {
        CompletableFuture<LentSession> leased = new CompletableFuture<>();
        take().whenComplete((own, problem) -> hand(leased, own, problem));
        call.cancellation()
                .onCancel(reason -> leased.completeExceptionally(
                        new McpException(TrestleError.CANCELLED.failure("The call was cancelled"))));
        return leased;
    }

    /** A waiter may have gone meanwhile: then the session is free again. */
    private void hand(CompletableFuture<LentSession> waiter, @Nullable LentSession own, @Nullable Throwable problem) {
        if (own == null) {
            waiter.completeExceptionally(problem);
        } else if (!waiter.complete(own)) {
            giveBack(own);
        }
    }

    private CompletionStage<LentSession> take() {
        CompletableFuture<LentSession> waiter;
        LentSession session;
        synchronized (this) {
            sessions.removeIf(LentSession::isOver);
            session = sessions.stream().filter(LentSession::lease).findFirst().orElse(null);
            if (session == null && sessions.size() < all.limits().poolSize()) {
                session = open();
                if (session != null) {
                    session.lease();
                }
            }
            waiter = new CompletableFuture<>();
            if (session == null) {
                waiting.add(waiter);
            }
        }
        return session == null ? patient(waiter) : session.opened();
    }

    private CompletionStage<LentSession> patient(CompletableFuture<LentSession> waiter) {
        Duration patience = all.limits().leaseWait();
        Future<?> timer = all.context()
                .scheduler()
                .schedule(
                        () -> all.context().callExecutor().execute(() -> giveUp(waiter)),
                        patience.toNanos(),
                        TimeUnit.NANOSECONDS);
        return waiter.whenComplete((own, problem) -> timer.cancel(false));
    }

    private void giveUp(CompletableFuture<LentSession> waiter) {
        synchronized (this) {
            waiting.removeIf(other -> other == waiter);
        }
        waiter.completeExceptionally(new McpException(TrestleError.BUSY.failure("Backend '"
                + all.context().name() + "' is busy: as many calls wait for their user's answer as it has sessions"
                + " (poolSize), and none became free within leaseWait")));
    }

    private void giveBack(LentSession own) {
        CompletableFuture<LentSession> next;
        synchronized (this) {
            next = own.isOver() ? null : waiting.poll();
            if (next == null) {
                own.release();
            }
        }
        if (next != null && !next.complete(own)) {
            giveBack(own);
        }
    }

    void tell(Notification news) {
        List<LentSession> open;
        synchronized (this) {
            open = List.copyOf(sessions);
        }
        open.forEach(session -> session.tell(news));
    }

    /** Closes what nobody has used for long; true if nothing is left. */
    boolean closeIdle() {
        List<LentSession> idle;
        synchronized (this) {
            idle = sessions.stream()
                    .filter(session -> session.isIdleFor(all.limits().sessionIdle()))
                    .toList();
            sessions.removeAll(idle);
        }
        idle.forEach(session -> session.close(Duration.ofSeconds(2)));
        synchronized (this) {
            return sessions.isEmpty() && waiting.isEmpty();
        }
    }

    CompletionStage<Void> close(Duration grace) {
        List<LentSession> open;
        synchronized (this) {
            open = List.copyOf(sessions);
        }
        return CompletableFuture.allOf(open.stream()
                .map(session -> session.close(grace).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}
