package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A task that a client of 2025-11-25 sees: one of its server, or one that was over at once and is kept here. What the client has
 * cancelled stays cancelled, although the server may complete it still. Thread-safe.
 */
final class MappedTask {

    private final String id;
    private final String tool;
    private final McpReply.@Nullable Result result;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private @Nullable JsonSlice view;
    private @Nullable Instant over;

    private MappedTask(String id, String tool, McpReply.@Nullable Result result) {
        this.id = id;
        this.tool = tool;
        this.result = result;
    }

    /** One of the server, of which no more is known. */
    static MappedTask ofServer(String id, String tool) {
        return new MappedTask(id, tool, null);
    }

    /** One that is over. */
    static MappedTask finished(String id, McpReply.Result result, JsonSlice view, Instant now) {
        MappedTask task = new MappedTask(id, "", result);
        task.seen(view);
        task.over = now;
        return task;
    }

    String id() {
        return id;
    }

    /** The tool that was called, or empty if that was in another session. */
    String tool() {
        return tool;
    }

    /** The result that is kept here, or null. */
    McpReply.@Nullable Result result() {
        return result;
    }

    /** How long the result is that is kept here, in bytes. */
    int weight() {
        return result == null ? 0 : result.json().length();
    }

    /** What the client was last told, or null if nothing. */
    synchronized @Nullable JsonSlice view() {
        return view;
    }

    /** Since when nothing that the server says changes it, or null. */
    synchronized @Nullable Instant over() {
        return over;
    }

    /** The server said how it is; answers what the client is told. */
    synchronized JsonSlice seen(JsonSlice news) {
        if (over == null || view == null) {
            view = news;
        }
        return view;
    }

    /** The client does not want it any more, or it cannot go on. */
    void cancel(Instant now) {
        synchronized (this) {
            if (over != null) {
                return;
            }
            over = now;
            view = view == null ? null : LegacyTaskView.cancelled(view, now);
        }
        List.copyOf(waits).forEach(wait -> wait.leaves.cancel("the task was cancelled"));
    }

    /** What is said of the result of a task that has none. */
    McpReply ofCancelled() {
        return new McpReply.Failure(JsonRpcError.of(JsonRpcError.INVALID_PARAMS, "The task was cancelled"));
    }

    /** Someone waits for the result. */
    Wait awaited(Cancellation call, Supplier<Instant> clock) {
        Wait wait = new Wait(clock);
        call.onCancel(wait.leaves::cancel);
        waits.add(wait);
        if (over() != null) {
            wait.leaves.cancel("the task was cancelled");
        }
        return wait;
    }

    /** A client that asks for the result: if it does not wait, the task goes on. */
    final class Wait implements AwaitedModernTask.Waiter {
        private final Supplier<Instant> clock;
        private final Cancellation leaves = new Cancellation();

        private Wait(Supplier<Instant> clock) {
            this.clock = clock;
        }

        /** He has been answered. */
        void end() {
            waits.remove(this);
        }

        @Override
        public Cancellation leaves() {
            return leaves;
        }

        @Override
        public McpReply left() {
            return over() != null ? ofCancelled() : TrestleError.CANCELLED.failure("The call was cancelled");
        }

        @Override
        public boolean takesTaskAlong() {
            return false;
        }

        @Override
        public McpReply stopped(String why) {
            return new McpReply.Failure(JsonRpcError.of(JsonRpcError.INTERNAL_ERROR, why));
        }

        @Override
        public void givenUp() {
            cancel(clock.get());
        }

        @Override
        public Set<String> asked() {
            return asked;
        }
    }

    /** A client that is told of each question which task asks. */
    CallObserver naming(CallObserver observer) {
        return new CallObserver() {
            @Override
            public void notified(Notification notification) {
                observer.notified(notification);
            }

            @Override
            public CompletionStage<InputAnswer> ask(InputRequest request) {
                JsonSlice params = request.params() == null
                        ? JsonSlice.EMPTY_OBJECT
                        : request.params().json();
                return observer.ask(new InputRequest(
                        request.method(), Params.of(LegacyTaskView.related(params, id)), request.cancellation()));
            }

            @Override
            public void waits(CompletionStage<?> ready) {
                observer.waits(ready);
            }
        };
    }
}
