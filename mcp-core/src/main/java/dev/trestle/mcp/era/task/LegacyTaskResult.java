package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What comes of a task of a server of 2025-11-25. {@code tasks/result} stays open until the task ends, for that is where the
 * server asks. Thread-safe.
 */
final class LegacyTaskResult {

    private static final SliceEditor EDITOR = new SliceEditor();

    private final TaskRequests requests;
    private final CallObserver observer;
    private final Patience patience = new Patience();
    private final Cancellation over = new Cancellation();
    private final CompletableFuture<McpReply> reply = new CompletableFuture<>();

    private LegacyTaskResult(TaskRequests requests, CallObserver observer) {
        this.requests = requests;
        this.observer = observer;
    }

    /** Begins to wait for it; the observer hears what the server asks and says meanwhile. */
    static LegacyTaskResult awaited(TaskRequests requests, CallObserver observer) {
        LegacyTaskResult result = new LegacyTaskResult(requests, observer);
        result.open();
        return result;
    }

    private void open() {
        if (reply.isDone()) {
            return;
        }
        var unused = requests.send("tasks/result", requests.params(), over, observer)
                .thenAccept(got -> {
                    if (got instanceof McpReply.Failure failure && patience.allows(failure)) {
                        open();
                    } else {
                        reply.complete(got instanceof McpReply.Result result ? ofCall(result) : got);
                    }
                });
    }

    /** The result that the call would have had: it says nothing of a task. */
    private static McpReply ofCall(McpReply.Result result) {
        try {
            return new McpReply.Result(EDITOR.edit(
                    result.json(),
                    (name, value) -> name.equals("_meta") && value.byteAt(0) == '{'
                            ? EDITOR.without(value, TaskState.RELATED)
                            : value,
                    Map.of()));
        } catch (JsonException e) {
            return TrestleError.INVALID_RESPONSE.failure("The server gave a result of a task that cannot be read");
        }
    }

    /** The result, or what it failed with. */
    CompletableFuture<McpReply> reply() {
        return reply;
    }

    /** Whether it has an error, which may be of the way to the server, or of one that was asked too early. */
    boolean isFailed() {
        return reply.isDone() && reply.join() instanceof McpReply.Failure;
    }

    /** Nobody waits for it any more. */
    void close() {
        reply.complete(TrestleError.CANCELLED.failure("The task is no longer waited for"));
        over.cancel("the task is no longer waited for");
    }
}
