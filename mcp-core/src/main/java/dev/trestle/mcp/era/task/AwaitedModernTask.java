package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.ask.AskedClient;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.BackendContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A task of a server of 2026-07-28 (extension {@code io.modelcontextprotocol/tasks}) for a client that waits for its result:
 * asked how it is until it ends; what it wants to know is put to the client, each question once.
 */
final class AwaitedModernTask {

    private static final int MOST_QUESTIONS = 160;
    private static final SliceEditor EDITOR = new SliceEditor();

    private final TaskRequests requests;
    private final TaskPolls polls;
    private final StatusNews news;
    private final AskedClient client;
    private final Waiter waiter;
    private final Patience patience = new Patience();
    private final Cancellation withdrawn = new Cancellation();
    private final CompletableFuture<McpReply> reply = new CompletableFuture<>();
    private volatile @Nullable String untaken;

    /** Who waits, and what becomes of a task that he waits for no more. */
    interface Waiter {
        /** Tells that he waits no more. */
        Cancellation leaves();

        /** What he is told who waits no more. */
        McpReply left();

        /** Whether the task is cancelled when he leaves. */
        boolean takesTaskAlong();

        /** What he is told of a task that comes to nothing. */
        McpReply stopped(String why);

        /** The task is being cancelled because it cannot go on. */
        void givenUp();

        /** The keys of the questions that were put to the client; thread-safe. */
        Set<String> asked();
    }

    AwaitedModernTask(
            TaskRequests requests, BackendContext context, StatusNews news, AskedClient client, Waiter waiter) {
        this.requests = requests;
        this.polls = new TaskPolls(requests, context, news, this::heard);
        this.news = news;
        this.client = client;
        this.waiter = waiter;
    }

    /** Waits for it, of which that much is known; the reply is the waiter's. */
    CompletionStage<McpReply> run(TaskState created) {
        waiter.leaves().onCancel(reason -> {
            if (end(waiter.left()) && waiter.takesTaskAlong()) {
                requests.cancelTask(news);
            }
        });
        news.status(created.message());
        if (created.status().equals("working")) {
            polls.later(created);
        } else {
            polls.now();
        }
        return reply;
    }

    private void heard(McpReply got) {
        if (got instanceof McpReply.Failure failure) {
            if (patience.allows(failure)) {
                polls.later(TaskState.modern(JsonSlice.EMPTY_OBJECT));
            } else {
                end(failure);
            }
            return;
        }
        try {
            patience.renew();
            judge(TaskState.modern(((McpReply.Result) got).json()));
        } catch (JsonException | ClassCastException e) {
            invalid("a task that cannot be read");
        }
    }

    private void judge(TaskState state) {
        news.status(state.message());
        switch (state.status()) {
            case "working" -> polls.later(state);
            case "input_required" -> {
                if (untaken != null) {
                    giveUp("the server did not take an answer: " + untaken);
                } else {
                    ask(state);
                    polls.later(state);
                }
            }
            case "completed" -> completed(state.member("result"));
            case "failed" -> failed(state.member("error"));
            case "cancelled" -> end(waiter.stopped("The server cancelled the task that it had made of the call"));
            default -> invalid("a task of no status that there is");
        }
    }

    private void completed(@Nullable JsonSlice result) {
        if (result == null || result.byteAt(0) != '{') {
            invalid("a task that is completed and has no result");
        } else {
            end(new McpReply.Result(result, true));
        }
    }

    private void failed(@Nullable JsonSlice error) {
        JsonSlice known = error == null || error.byteAt(0) != '{' ? JsonSlice.EMPTY_OBJECT : error;
        String message =
                EDITOR.member(known, "message").map(SliceEditor::text).orElse("The task failed, and does not say why");
        int code = EDITOR.member(known, "code").map(AwaitedModernTask::number).orElse(JsonRpcError.INTERNAL_ERROR);
        end(new McpReply.Failure(
                JsonRpcError.of(code, message, EDITOR.member(known, "data").orElse(null))));
    }

    private static int number(JsonSlice json) {
        try {
            return Integer.parseInt(json.toString());
        } catch (NumberFormatException e) {
            return JsonRpcError.INTERNAL_ERROR;
        }
    }

    private void ask(TaskState state) {
        JsonSlice questions = state.member("inputRequests");
        Map<String, JsonSlice> all = questions == null ? Map.of() : EDITOR.members(questions);
        all.forEach((key, question) -> {
            if (waiter.asked().size() >= MOST_QUESTIONS) {
                giveUp("the server asked more than " + MOST_QUESTIONS + " questions");
            } else if (waiter.asked().add(key)) {
                ask(key, question);
            }
        });
    }

    private void ask(String key, JsonSlice question) {
        try {
            var unused = client.ask(question, withdrawn).thenAccept(answer -> {
                if (reply.isDone()) {
                    // Whoever waits next may be asked.
                    waiter.asked().remove(key);
                } else if (answer.result() == null) {
                    giveUp(answer.refusal());
                } else {
                    update(key, answer.result(), new Patience());
                }
            });
        } catch (JsonException e) {
            waiter.asked().remove(key);
            throw e;
        }
    }

    private void update(String key, JsonSlice answer, Patience tries) {
        if (reply.isDone()) {
            return;
        }
        JsonWriter responses = JsonWriter.object().put(key, answer);
        var unused = requests.send(
                        "tasks/update", requests.params().put("inputResponses", responses.toSlice()), withdrawn, news)
                .thenAccept(got -> {
                    if (got instanceof McpReply.Failure failure) {
                        if (tries.allows(failure)) {
                            update(key, answer, tries);
                        } else {
                            // Perhaps the task needs it no more: what it says next tells.
                            untaken = failure.error().message();
                        }
                    }
                });
    }

    private void giveUp(@Nullable String why) {
        if (end(waiter.stopped("The call was given up: " + why))) {
            waiter.givenUp();
            requests.cancelTask(news);
        }
    }

    private void invalid(String what) {
        end(TrestleError.INVALID_RESPONSE.failure("The server gave " + what));
    }

    private boolean end(McpReply last) {
        if (!reply.complete(last)) {
            return false;
        }
        polls.stop();
        withdrawn.cancel("the task is over");
        return true;
    }
}
