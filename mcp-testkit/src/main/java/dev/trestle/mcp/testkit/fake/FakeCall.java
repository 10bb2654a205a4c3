package dev.trestle.mcp.testkit.fake;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A call at a {@link FakeSession}: keeps its behaviour to the contract. */
final class FakeCall implements Exchange {

    private static final String LOG = "notifications/message";
    private static final String LOG_PARAMS = "{\"level\":\"info\",\"data\":\"misbehaving on purpose\"}";

    private final FakeSession session;
    private final McpCall call;
    private final CallObserver observer;
    private final Json params;
    private final CompletableFuture<McpReply> reply = new CompletableFuture<>();
    private final Object saying = new Object();
    private boolean over;

    FakeCall(FakeSession session, McpCall call, CallObserver observer) {
        this.session = session;
        this.call = call;
        this.observer = observer;
        this.params = call.params() == null
                ? Json.parse("{}").at("/params")
                : Json.parse(call.params().json());
    }

    CompletionStage<McpReply> start(Misbehaviour.@Nullable OfBackend wrong) {
        call.cancellation().onCancel(why -> finish(TrestleError.CANCELLED.failure("cancelled: " + why)));
        if (wrong instanceof Misbehaviour.DiesMidCall) {
            die();
        } else if (wrong instanceof Misbehaviour.SpeaksOnTwoThreads) {
            speakOnTwoThreads();
        }
        run().whenComplete((value, thrown) -> reply(thrown == null ? value : failure(thrown), wrong));
        return reply;
    }

    private void reply(McpReply value, Misbehaviour.@Nullable OfBackend wrong) {
        if (wrong instanceof Misbehaviour.DiesMidStream) {
            die();
        } else if (wrong instanceof Misbehaviour.AnswersLate late) {
            after(late.by()).thenRun(() -> finish(value));
        } else if (wrong instanceof Misbehaviour.AnswersInReverse reverse) {
            session.held().hold(() -> finish(value), reverse.replies());
        } else if (wrong instanceof Misbehaviour.FailsEverything failing) {
            finish(new McpReply.Failure(JsonRpcError.of(failing.code(), failing.message())));
        } else {
            finish(value);
        }
        if (wrong instanceof Misbehaviour.SpeaksAfterReply) {
            CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)
                    .execute(() -> observer.notified(Calls.notification(LOG, LOG_PARAMS)));
        }
    }

    void finish(McpReply value) {
        synchronized (saying) {
            over = true;
        }
        reply.complete(value);
    }

    @Override
    public String method() {
        return call.method();
    }

    @Override
    public Json params() {
        return params;
    }

    @Override
    public void say(String method, @Nullable String json) {
        synchronized (saying) {
            if (!over) {
                observer.notified(Calls.notification(method, json));
            }
        }
    }

    @Override
    public CompletionStage<InputAnswer> ask(String method, @Nullable String json) {
        synchronized (saying) {
            return over
                    ? new CompletableFuture<>()
                    : observer.ask(new InputRequest(method, json == null ? null : Calls.params(json)));
        }
    }

    @Override
    public void sayOutside(String method, @Nullable String json) {
        CompletionStage<McpReply> answered = reply;
        answered.whenComplete((value, thrown) -> session.peer().notified(Calls.notification(method, json)));
    }

    @Override
    public void die() {
        session.die(TrestleError.BACKEND_EXITED.failure("died on purpose"));
    }

    @Override
    public CompletionStage<Void> after(Duration delay) {
        CompletableFuture<Void> then = new CompletableFuture<>();
        var timer = session.backend()
                .scheduler()
                .schedule(() -> then.complete(null), delay.toNanos(), TimeUnit.NANOSECONDS);
        CompletionStage<McpReply> answered = reply;
        answered.whenComplete((value, thrown) -> timer.cancel(false));
        return then;
    }

    @Override
    public Cancellation cancellation() {
        return call.cancellation();
    }

    @Override
    public int heard(String method) {
        return (int) session.heard().stream()
                .filter(notification -> notification.method().equals(method))
                .count();
    }

    private CompletionStage<McpReply> run() {
        try {
            return session.backend().behaviour(method(), params).answer(this);
        } catch (RuntimeException | AssertionError e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static McpReply failure(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof McpException known
                ? known.failure()
                : TrestleError.INTERNAL.failure("the fake's behaviour threw " + cause);
    }

    private void speakOnTwoThreads() {
        Thread[] speakers = new Thread[2];
        for (int i = 0; i < speakers.length; i++) {
            speakers[i] = new Thread(() -> {
                for (int said = 0; said < 2_000; said++) {
                    observer.notified(Calls.notification(LOG, LOG_PARAMS));
                }
            });
            speakers[i].start();
        }
        for (Thread speaker : speakers) {
            try {
                speaker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
