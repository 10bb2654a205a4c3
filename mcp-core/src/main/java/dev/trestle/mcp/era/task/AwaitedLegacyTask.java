package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.McpBackend;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A task of a server of 2025-11-25 for a client that waits for the result of its call. {@code tasks/result} stays open until the
 * task ends, for that is where the server asks; meanwhile {@code tasks/get} shows that the task lives.
 */
final class AwaitedLegacyTask {

    /** The key of {@code _meta} that tells of which task a message is. */
    static final String RELATED = Modern.RESERVED + "related-task";

    private static final SliceEditor EDITOR = new SliceEditor();

    private final TaskRequests requests;
    private final TaskPolls polls;
    private final StatusNews news;
    private final McpCall call;
    private final Patience patience = new Patience();
    private final Cancellation over = new Cancellation();
    private final CompletableFuture<McpReply> reply = new CompletableFuture<>();

    AwaitedLegacyTask(McpBackend session, BackendContext context, McpCall call, StatusNews news, TaskState created) {
        this.requests = new TaskRequests(session, context, call, created.id());
        this.polls = new TaskPolls(requests, context, news, this::heard);
        this.news = news;
        this.call = call;
    }

    /** Waits for it; the reply is that of the call. */
    CompletionStage<McpReply> run(TaskState created) {
        call.cancellation().onCancel(reason -> {
            if (end(TrestleError.CANCELLED.failure("The call was cancelled"))) {
                requests.cancelTask(news);
            }
        });
        news.status(created.message());
        awaitResult();
        polls.later(created);
        return reply;
    }

    private void awaitResult() {
        if (reply.isDone()) {
            return;
        }
        var unused = requests.send("tasks/result", requests.params(), over, news)
                .thenAccept(got -> {
                    if (got instanceof McpReply.Failure failure && patience.allows(failure)) {
                        awaitResult();
                    } else {
                        end(got instanceof McpReply.Result result ? ofCall(result) : got);
                    }
                });
    }

    /** The result that the call would have had: it says nothing of a task. */
    private static McpReply ofCall(McpReply.Result result) {
        try {
            return new McpReply.Result(EDITOR.edit(
                    result.json(),
                    (name, value) ->
                            name.equals("_meta") && value.byteAt(0) == '{' ? EDITOR.without(value, RELATED) : value,
                    Map.of()));
        } catch (JsonException e) {
            return TrestleError.INVALID_RESPONSE.failure("The server gave a result of a task that cannot be read");
        }
    }

    /** Whatever is wrong with it, the result will tell. */
    private void heard(McpReply got) {
        TaskState state = TaskState.legacy(JsonSlice.EMPTY_OBJECT);
        try {
            if (got instanceof McpReply.Result result) {
                state = TaskState.legacy(result.json());
            }
        } catch (JsonException e) {
            // As if it had said nothing.
        }
        news.status(state.message());
        if (!state.isTerminal()) {
            polls.later(state);
        }
    }

    private boolean end(McpReply last) {
        if (!reply.complete(last)) {
            return false;
        }
        polls.stop();
        over.cancel("the task is no longer waited for");
        return true;
    }
}
