package dev.trestle.mcp.interceptor;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One call under a deadline. Signs of life move no timer: whoever looks finds how long ago the last one was. A
 * {@link WatchQueue} looks, for all calls together.
 */
final class WatchedCall implements CallObserver {

    private final Deadline deadline;
    private final WatchQueue queue;
    private final McpCall call;
    private final CallObserver observer;
    private final long start;
    private final CompletableFuture<McpReply> reply = new CompletableFuture<>();
    private final AtomicInteger standing = new AtomicInteger();
    private volatile long lastSign;
    private volatile boolean settled;

    /** Neighbours in the queue of those that nobody has looked at, under its lock; null while the call is not among them. */
    @Nullable WatchedCall earlier;

    @Nullable WatchedCall later;

    /** When to look again, by the queue's clock, and which of those of one time it is; 0 while nobody will. Under the lock. */
    long due;

    long number;

    WatchedCall(Deadline deadline, WatchQueue queue, McpCall call, CallObserver observer) {
        this.deadline = deadline;
        this.queue = queue;
        this.call = call;
        this.observer = observer;
        this.start = deadline.now();
        this.lastSign = start;
    }

    CompletionStage<McpReply> reply() {
        return reply;
    }

    /** When the call began, by the deadline's clock. */
    long start() {
        return start;
    }

    /** Ends the call if it is late, or looks again when it may be. */
    void check() {
        if (reply.isDone()) {
            return;
        }
        long now = deadline.now();
        boolean stands = standing.get() > 0;
        long silenceLeft = stands ? deadline.silenceNanos() : deadline.silenceNanos() - (now - lastSign);
        long capLeft = deadline.capNanos() - (now - start);
        if (silenceLeft > 0 && capLeft > 0) {
            queue.addAgain(this, Math.min(silenceLeft, capLeft));
            if (settled) {
                queue.remove(this);
            }
            return;
        }
        String limit = capLeft <= 0
                ? "took longer than " + TimeUnit.NANOSECONDS.toMillis(deadline.capNanos()) + " ms (requestCap)"
                : "was silent for " + TimeUnit.NANOSECONDS.toMillis(deadline.silenceNanos()) + " ms (requestTimeout)";
        String message = "Backend '" + call.view() + "' " + limit + " on " + call.method();
        if (reply.complete(TrestleError.TIMEOUT.failure(message))) {
            call.cancellation().cancel("timed out");
        }
    }

    void settle(@Nullable McpReply answer, @Nullable Throwable problem) {
        settled = true;
        queue.remove(this);
        if (problem != null) {
            reply.completeExceptionally(problem);
        } else if (answer != null) {
            reply.complete(answer);
        } else {
            reply.completeExceptionally(new IllegalStateException("a backend completed without a reply"));
        }
    }

    @Override
    public void notified(Notification notification) {
        if (!reply.isDone()) {
            lastSign = deadline.now();
            observer.notified(notification);
        }
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        if (reply.isDone()) {
            return CompletableFuture.completedFuture(
                    new InputAnswer.Failure(TrestleError.CANCELLED.error("The call that asks is over")));
        }
        standing.incrementAndGet();
        return observer.ask(request).whenComplete((answer, problem) -> goOn());
    }

    @Override
    public void waits(CompletionStage<?> ready) {
        standing.incrementAndGet();
        var unused = ready.whenComplete((value, problem) -> goOn());
        observer.waits(ready);
    }

    private void goOn() {
        lastSign = deadline.now();
        standing.decrementAndGet();
    }
}
