package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.McpBackend;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A task of a server of 2025-11-25 for a client that waits for the result of its call. {@code tasks/result} stays open until the
 * task ends, for that is where the server asks; meanwhile {@code tasks/get} shows that the task lives.
 */
final class AwaitedLegacyTask {

    private final TaskRequests requests;
    private final TaskPolls polls;
    private final StatusNews news;
    private final McpCall call;
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
        if (reply.isDone()) {
            return reply;
        }
        news.status(created.message());
        LegacyTaskResult awaited = LegacyTaskResult.awaited(requests, news);
        var unused = awaited.reply().thenAccept(this::end);
        polls.later(created);
        return reply.whenComplete((last, problem) -> awaited.close());
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
        return true;
    }
}
