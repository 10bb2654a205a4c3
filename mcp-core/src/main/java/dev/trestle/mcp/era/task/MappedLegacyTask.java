package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.shape.ClientCapabilities;
import dev.trestle.mcp.era.shape.EraErrors;
import dev.trestle.mcp.era.shape.Typed;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A task of a server of 2025-11-25 as a client of 2026-07-28 sees it. The server is asked how it is when the client asks; its
 * {@code tasks/result} is open from when it wants to know something, or has ended. Thread-safe.
 */
final class MappedLegacyTask implements CallObserver {

    private static final McpReply DONE = new McpReply.Result(JsonSlice.EMPTY_OBJECT);
    private static final Set<Integer> NOTHING_TO_CANCEL =
            Set.of(JsonRpcError.INVALID_PARAMS, JsonRpcError.METHOD_NOT_FOUND);
    private static final long QUESTION_MILLIS = 1_000;
    private static final SliceEditor EDITOR = new SliceEditor();

    private final String id;
    private final BackendSession session;
    private final SessionPeer client;
    private final BackendContext context;
    private final TaskRequests requests;
    private final JsonSlice capabilities;
    private final TaskQuestions questions = new TaskQuestions();
    private final AtomicReference<@Nullable McpReply> last = new AtomicReference<>();
    private @Nullable LegacyTaskResult result;
    private volatile TaskState known;

    /**
     * A task that has been made.
     *
     * @param id what the client knows it by
     * @param session in which it was made
     * @param client whose the session is
     * @param context the gateway's executors and scheduler, and how long tasks are kept
     * @param call which became the task
     * @param created what the server said of it
     */
    MappedLegacyTask(
            String id,
            BackendSession session,
            SessionPeer client,
            BackendContext context,
            McpCall call,
            TaskState created) {
        this.id = id;
        this.session = session;
        this.client = client;
        this.context = context;
        this.requests = new TaskRequests(session, context, call, created.id());
        this.capabilities = call.metadata().capabilities();
        this.known = created;
    }

    /** What the client is told in place of the result of its call. */
    McpReply created() {
        return new McpReply.Result(
                said(known, known.status()).put("resultType", Typed.TASK).toSlice(), true);
    }

    private JsonWriter said(TaskState state, String status) {
        return state.toModern(id, status, context.tasks().taskTtl());
    }

    boolean isOf(BackendSession other) {
        return session == other;
    }

    /** Whether more may come of it. */
    boolean isOpen() {
        return last.get() == null;
    }

    /** Whether a question of its session is its own. */
    boolean asks(InputRequest request) {
        return request.params() != null
                && known.id().equals(TaskState.relatedTo(request.params().json()));
    }

    /** How it is, with all that the client may want to know of it. */
    CompletionStage<McpReply> get(McpCall call) {
        McpReply over = last.get();
        if (over != null) {
            return CompletableFuture.completedFuture(over);
        }
        CompletableFuture<McpReply> reply = new CompletableFuture<>();
        call.cancellation()
                .onCancel(reason -> reply.complete(TrestleError.CANCELLED.failure("The request was cancelled")));
        var unused = requests.send("tasks/get", requests.params(), call.cancellation(), this)
                .thenCompose(this::heard)
                .thenAccept(reply::complete);
        return reply;
    }

    private CompletionStage<McpReply> heard(McpReply got) {
        try {
            if (got instanceof McpReply.Result said) {
                TaskState state = TaskState.legacy(said.json());
                return judge(state);
            }
        } catch (JsonException e) {
            return invalid("a task that cannot be read");
        }
        return CompletableFuture.completedFuture(failed(got));
    }

    private CompletionStage<McpReply> judge(TaskState state) {
        return switch (state.status()) {
            case "working" -> CompletableFuture.completedFuture(shown(state, null));
            case "input_required" -> asked(state);
            case "completed", "failed" -> awaited().reply().thenApply(got -> ended(state, got));
            case "cancelled" -> CompletableFuture.completedFuture(end(shown(state, null)));
            default -> invalid("a task of no status that there is");
        };
    }

    private static CompletionStage<McpReply> invalid(String what) {
        return CompletableFuture.completedFuture(TrestleError.INVALID_RESPONSE.failure("The server gave " + what));
    }

    /** A server that does not know the task any more will not know it again. */
    private McpReply failed(McpReply got) {
        if (got instanceof McpReply.Failure failure) {
            if (failure.reason() == TrestleError.SESSION_ENDED || failure.reason() == TrestleError.BACKEND_EXITED) {
                return lost(failure);
            }
            if (failure.reason() == null && failure.error().code() == JsonRpcError.INVALID_PARAMS) {
                return end(failure);
            }
        }
        return got;
    }

    /** The question comes on another way than the status does; a task that is said to ask must show what. */
    private CompletionStage<McpReply> asked(TaskState state) {
        CompletableFuture<Void> time = new CompletableFuture<>();
        Future<?> timer = context.scheduler()
                .schedule(
                        () -> context.callExecutor().execute(() -> time.complete(null)),
                        QUESTION_MILLIS,
                        TimeUnit.MILLISECONDS);
        return CompletableFuture.anyOf(awaited().reply(), questions.some(), time)
                .thenApply(any -> {
                    timer.cancel(false);
                    return shown(state, questions.inputRequests());
                });
    }

    private McpReply shown(TaskState state, @Nullable JsonSlice inputRequests) {
        boolean waits = state.status().equals("input_required");
        known = state;
        return new McpReply.Result(said(state, waits && inputRequests == null ? "working" : state.status())
                .putIfPresent("inputRequests", inputRequests)
                .toSlice());
    }

    private synchronized LegacyTaskResult awaited() {
        if (result == null || result.isFailed()) {
            result = LegacyTaskResult.awaited(requests, this);
        }
        return result;
    }

    private McpReply ended(TaskState state, McpReply got) {
        if (got instanceof McpReply.Result ofCall) {
            JsonSlice whole = Typed.stamp("tools/call", ofCall.json(), null);
            return end(new McpReply.Result(
                    said(state, "completed").put("result", whole).toSlice()));
        }
        McpReply.Failure failure = (McpReply.Failure) got;
        return failure.reason() == null
                ? end(failed(state, EraErrors.toModern(null, failure.error(), capabilities)))
                : failed(failure);
    }

    private McpReply failed(TaskState state, JsonRpcError error) {
        return new McpReply.Result(
                said(state, "failed").put("error", error.json()).toSlice());
    }

    private McpReply end(McpReply over) {
        boolean first = last.compareAndSet(null, over);
        if (first) {
            forget();
        }
        McpReply kept = last.get();
        return kept == null ? over : kept;
    }

    /** Its session is over, and the task with it as far as anybody here can know. */
    McpReply lost(McpReply.Failure why) {
        return end(failed(known, why.error()));
    }

    /** Nobody will ask for it any more. */
    void forget() {
        questions.end("The task that asked is over");
        LegacyTaskResult open;
        synchronized (this) {
            open = result;
        }
        if (open != null) {
            open.close();
        }
    }

    /** The client answers what it was asked. */
    McpReply update(JsonSlice params) {
        Optional<Map<String, JsonSlice>> answers = EDITOR.member(params, "inputResponses")
                .filter(given -> given.byteAt(0) == '{')
                .map(EDITOR::members)
                .filter(given -> given.values().stream().allMatch(answer -> answer.byteAt(0) == '{'));
        if (answers.isEmpty()) {
            return new McpReply.Failure(
                    JsonRpcError.of(JsonRpcError.INVALID_PARAMS, "inputResponses must be an object of objects"));
        }
        questions.answer(answers.get());
        return DONE;
    }

    /** Wants it cancelled; one that is over, or cannot be, is left as it is. */
    CompletionStage<McpReply> cancel(McpCall call) {
        if (!isOpen()) {
            return CompletableFuture.completedFuture(DONE);
        }
        return requests.send("tasks/cancel", requests.params(), call.cancellation(), this)
                .thenApply(got -> {
                    boolean refused = got instanceof McpReply.Failure failure
                            && failure.reason() == null
                            && NOTHING_TO_CANCEL.contains(failure.error().code());
                    boolean taken = got instanceof McpReply.Result;
                    return refused || taken || failed(got) instanceof McpReply.Result ? DONE : got;
                });
    }

    /** It became a task when nobody waited for it any more. */
    void cancelUnseen() {
        requests.cancelTask(this);
    }

    /** Tasks have no progress and no log in 2026-07-28; news of the server is for the session. */
    @Override
    public void notified(Notification notification) {
        String method = notification.method();
        if (!method.equals("notifications/progress") && !method.equals("notifications/message")) {
            client.notified(notification);
        }
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        Optional<JsonRpcError> refusal = ClientCapabilities.refusal(
                capabilities,
                request.method(),
                request.params() == null ? null : request.params().json());
        return refusal.<CompletionStage<InputAnswer>>map(
                        error -> CompletableFuture.completedFuture(new InputAnswer.Failure(error)))
                .orElseGet(() -> questions.ask(request));
    }
}
