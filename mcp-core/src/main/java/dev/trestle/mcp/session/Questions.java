package dev.trestle.mcp.session;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.CancelledNotice;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Failure;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Response;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Result;
import dev.trestle.mcp.jsonrpc.RequestId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests to the client of one session that it has not answered yet, under ids of our own. Each ends once: by its answer,
 * by its asker, by {@code askTimeout}, or with the session. Thread-safe.
 */
final class Questions {

    /** How many questions may be with one client at once. */
    static final int MAX_OPEN = 256;

    private final Duration askTimeout;
    private final ScheduledExecutorService scheduler;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<RequestId, Question> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Questions(Duration askTimeout, ScheduledExecutorService scheduler) {
        this.askTimeout = askTimeout;
        this.scheduler = scheduler;
    }

    private record Question(CompletableFuture<InputAnswer> answer, Future<?> timer) {}

    /** How a question reaches the client. */
    @FunctionalInterface
    interface Way {
        /**
         * Sends one message.
         *
         * @param message one line of JSON
         * @param onLost to be run if it will not reach the client
         */
        void send(JsonSlice message, Runnable onLost);
    }

    /** Asks; the answer; never exceptionally. */
    CompletionStage<InputAnswer> ask(InputRequest request, Way way) {
        CompletableFuture<InputAnswer> answer = new CompletableFuture<>();
        if (closed || open.size() >= MAX_OPEN) {
            answer.complete(unreachable(closed ? "The session is over" : "Too many questions wait for the client"));
            return answer;
        }
        RequestId id = RequestId.of(lastId.incrementAndGet());
        Future<?> timer = scheduler.schedule(
                () -> withdraw(id, way, "no answer in time", "The client did not answer within askTimeout"),
                askTimeout.toNanos(),
                TimeUnit.NANOSECONDS);
        open.put(id, new Question(answer, timer));
        way.send(
                EnvelopeWriter.request(id, request.method(), request.params(), null),
                () -> settle(id, unreachable("The client had no stream open to be asked on")));
        request.cancellation().onCancel(reason -> withdraw(id, way, reason, "The question was withdrawn"));
        return answer;
    }

    private void withdraw(RequestId id, Way way, String reason, String message) {
        if (settle(id, unreachable(message))) {
            Notification notice = new CancelledNotice(id, reason).toNotification();
            way.send(EnvelopeWriter.notification(notice.method(), notice.params()), () -> {});
        }
    }

    /** The client answers; false if no such question is open. */
    boolean answered(Response response) {
        if (response instanceof Result result) {
            return settle(result.id(), new InputAnswer.Result(result.result()));
        }
        Failure failure = (Failure) response;
        RequestId id = failure.id();
        return id != null && settle(id, new InputAnswer.Failure(failure.error()));
    }

    private boolean settle(RequestId id, InputAnswer answer) {
        Question question = open.remove(id);
        if (question == null) {
            return false;
        }
        question.timer.cancel(false);
        question.answer.complete(answer);
        return true;
    }

    /** Answers all questions, and every later one, with an error. */
    void close() {
        closed = true;
        open.keySet().forEach(id -> settle(id, unreachable("The session is over")));
    }

    private static InputAnswer unreachable(String message) {
        JsonRpcError error = TrestleError.CLIENT_UNREACHABLE.error(message);
        return new InputAnswer.Failure(error);
    }
}
