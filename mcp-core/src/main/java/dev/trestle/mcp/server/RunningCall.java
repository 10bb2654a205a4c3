package dev.trestle.mcp.server;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.server.content.AskFailed;
import dev.trestle.mcp.server.content.LogLevel;
import dev.trestle.mcp.spi.ClientDescription;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call from its arrival until its reply. It settles once, by its handler or by cancellation; the lock sees to it that
 * the observer hears one thing at a time, and nothing after the reply.
 */
final class RunningCall implements CallContext {

    private final McpCall call;
    private final CallObserver observer;
    private final ServerSession session;
    private final Cancellation ended = new Cancellation();
    private final CompletableFuture<McpReply> reply = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean settled;
    private boolean gone;
    private @Nullable CompletableFuture<Void> left;
    private @Nullable Thread worker;

    RunningCall(McpCall call, CallObserver observer, ServerSession session) {
        this.call = call;
        this.observer = observer;
        this.session = session;
    }

    McpCall call() {
        return call;
    }

    /** Completes with the one reply. */
    CompletionStage<McpReply> reply() {
        return reply;
    }

    /** Completes when the handler has nothing more to do with this call. */
    CompletionStage<Void> left() {
        lock.lock();
        try {
            CompletableFuture<Void> stage = left == null ? new CompletableFuture<>() : left;
            left = stage;
            if (gone) {
                stage.complete(null);
            }
            return stage;
        } finally {
            lock.unlock();
        }
    }

    private void go() {
        CompletableFuture<Void> told;
        lock.lock();
        try {
            if (gone) {
                return;
            }
            gone = true;
            told = left;
        } finally {
            lock.unlock();
        }
        session.forget(this);
        if (told != null) {
            told.complete(null);
        }
    }

    /** Runs a handler and settles the call with what comes of it. */
    <A, R> void run(
            Handling<A, R> handler, A argument, Function<R, JsonSlice> writer, Function<Throwable, McpReply> failures) {
        call.cancellation().onCancel(this::cancel);
        CompletionStage<R> result;
        try {
            result = handler.begin(argument, this);
        } catch (Exception e) {
            result = CompletableFuture.failedFuture(e);
        }
        result.whenComplete((value, failure) -> {
            go();
            settle(failure == null ? written(value, writer, failures) : failed(unwrapped(failure), failures));
        });
    }

    /** Clients without sessions may come back with the capability that was missing, so they are told which it is. */
    private McpReply failed(Throwable failure, Function<Throwable, McpReply> failures) {
        return isStateless()
                        && failure instanceof AskFailed refused
                        && refused.error().code() == Questions.MISSING_CAPABILITY
                ? new McpReply.Failure(refused.error())
                : failures.apply(failure);
    }

    private boolean isStateless() {
        return call.session() == null;
    }

    private static <R> McpReply written(
            R value, Function<R, JsonSlice> writer, Function<Throwable, McpReply> failures) {
        try {
            return new McpReply.Result(writer.apply(value));
        } catch (RuntimeException e) {
            return failures.apply(e);
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause == null ? failure : cause;
    }

    /** Settles the call without a handler. */
    void refuse(McpReply.Failure with) {
        go();
        settle(with);
    }

    private void settle(McpReply with) {
        lock.lock();
        try {
            if (settled) {
                return;
            }
            settled = true;
        } finally {
            lock.unlock();
        }
        reply.complete(with);
    }

    private void cancel(String why) {
        String reason = why.isEmpty() ? "" : ": " + why;
        end(TrestleError.CANCELLED.failure("the call was cancelled" + reason), why);
    }

    /** Ends the call: this is its reply, whatever the handler does, and the handler is told. */
    void end(McpReply.Failure with, String why) {
        settle(with);
        ended.cancel(why);
        lock.lock();
        try {
            if (worker != null) {
                worker.interrupt();
                return;
            }
        } finally {
            lock.unlock();
        }
        go();
    }

    <R> CompletionStage<R> onHandlerThread(Callable<R> body) {
        CompletableFuture<R> result = new CompletableFuture<>();
        try {
            session.handlerExecutor().execute(() -> work(body, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new McpException(TrestleError.BUSY.failure(
                    "all threads for blocking handlers are taken, and no more may wait (maxBlockingHandlers)")));
        }
        return result;
    }

    @SuppressWarnings("Interruption")
    private <R> void work(Callable<R> body, CompletableFuture<R> result) {
        if (!enter()) {
            result.cancel(false);
            return;
        }
        R value;
        try {
            value = body.call();
        } catch (Throwable e) {
            leave();
            result.completeExceptionally(e);
            return;
        }
        leave();
        result.complete(value);
    }

    private boolean enter() {
        lock.lock();
        try {
            worker = settled ? null : Thread.currentThread();
            return !settled;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            worker = null;
            // An interrupt that was meant for this call must not reach the next one on this thread.
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void progress(double progress, @Nullable Double total, @Nullable String message) {
        JsonSlice token = call.metadata().progressToken();
        if (token == null) {
            return;
        }
        JsonWriter params = JsonWriter.object().put("progressToken", token).put("progress", plain(progress));
        if (total != null) {
            params.put("total", plain(total));
        }
        if (session.shape().hintsAndAudio()) {
            params.putIfPresent("message", message);
        }
        say("notifications/progress", params.toSlice());
    }

    private static Number plain(double value) {
        long whole = (long) value;
        return whole == value ? (Number) whole : (Number) value;
    }

    @Override
    public void log(LogLevel level, @Nullable String logger, Object data) {
        session.logMessage(level, logger, data).ifPresent(params -> say("notifications/message", params));
    }

    @Override
    public void elicitationComplete(String elicitationId) {
        say("notifications/elicitation/complete", Questions.complete(elicitationId));
    }

    private void say(String method, JsonSlice params) {
        Notification notification = new Notification(method, Params.of(params));
        lock.lock();
        try {
            if (!settled) {
                observer.notified(notification);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<InputAnswer> ask(String method, @Nullable JsonSlice params) {
        Optional<AskFailed> refusal = Questions.undeclared(client(), method, params, isStateless());
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        InputRequest request = new InputRequest(method, params == null ? null : Params.of(params), ended);
        lock.lock();
        try {
            return settled
                    ? CompletableFuture.failedFuture(Questions.because("the call is over, nobody can be asked in it"))
                    : observer.ask(request);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ClientDescription client() {
        return session.client();
    }

    @Override
    public boolean cancelled() {
        return ended.isCancelled();
    }

    @Override
    public void onCancel(Consumer<String> action) {
        ended.onCancel(reason -> {
            try {
                action.accept(reason);
            } catch (RuntimeException e) {
                // It runs on the thread that cancels, which must get on with interrupting the handler.
                Failures.hook(call, e);
            }
        });
    }

    @Override
    public ClientContext session() {
        return session.outsideCalls();
    }

    /**
     * A handler of either sort, blocking or not, behind one shape.
     *
     * @param <A> what it takes
     * @param <R> what it gives
     */
    @FunctionalInterface
    interface Handling<A, R> {

        /** Begins; the stage completes when the handler is done. May throw what a handler that does not block throws. */
        CompletionStage<R> begin(A argument, RunningCall call) throws Exception;

        /** A handler that may block: it runs on a thread that is made for that. */
        static <A, R> Handling<A, R> blocking(Body<A, R> body) {
            return (argument, call) -> call.onHandlerThread(() -> body.handle(argument, call));
        }

        /** A handler that does not block: it runs where the call arrives. */
        static <A, R> Handling<A, R> async(Body<A, ? extends CompletionStage<R>> body) {
            return body::handle;
        }

        /** What both sorts have in common: something is handled, in the course of a call. */
        @FunctionalInterface
        interface Body<A, R> {
            R handle(A argument, CallContext context) throws Exception;
        }
    }
}
