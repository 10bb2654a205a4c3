package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.ask.OpenQuestion;
import dev.trestle.mcp.era.shape.Questions;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a task wants to know of a client that has to come and look. A key names one question as long as the task lives.
 * Thread-safe.
 */
final class TaskQuestions {

    private static final int MOST_OPEN = 16;

    private final Map<String, OpenQuestion> open = new LinkedHashMap<>();
    private CompletableFuture<Void> some = new CompletableFuture<>();
    private int asked;
    private boolean over;

    CompletionStage<InputAnswer> ask(InputRequest request) {
        CompletableFuture<InputAnswer> answer = new CompletableFuture<>();
        CompletableFuture<Void> waited;
        String key;
        synchronized (this) {
            if (over || open.size() >= MOST_OPEN) {
                answer.complete(new InputAnswer.Failure(
                        over
                                ? TrestleError.CANCELLED.error("The task that asks is over")
                                : TrestleError.BUSY.error("As many questions of the task wait for the client as may")));
                return answer;
            }
            key = "q" + ++asked;
            open.put(key, new OpenQuestion(request, answer));
            waited = some;
        }
        waited.complete(null);
        request.cancellation().onCancel(reason -> take(List.of(key)).forEach(question -> question.giveUp(reason)));
        return answer;
    }

    /** Completes as soon as there is a question. */
    synchronized CompletableFuture<Void> some() {
        return some;
    }

    /** All questions by their keys, as a client of 2026-07-28 is asked; null if there are none. */
    synchronized @Nullable JsonSlice inputRequests() {
        if (open.isEmpty()) {
            return null;
        }
        JsonWriter requests = JsonWriter.object();
        open.forEach((key, question) -> {
            Params params = question.request().params();
            requests.put(key, Questions.toModern(question.request().method(), params == null ? null : params.json()));
        });
        return requests.toSlice();
    }

    /** The client has answered some; what nobody asked, or was answered before, is ignored. */
    void answer(Map<String, JsonSlice> answers) {
        answers.forEach((key, result) -> take(List.of(key)).forEach(question -> question.answer(result)));
    }

    /** Nobody answers any more. */
    void end(String why) {
        List<String> left;
        synchronized (this) {
            over = true;
            left = List.copyOf(open.keySet());
        }
        take(left).forEach(question -> question.giveUp(why));
    }

    private synchronized List<OpenQuestion> take(List<String> keys) {
        List<OpenQuestion> taken = new ArrayList<>(keys.size());
        for (String key : keys) {
            OpenQuestion question = open.remove(key);
            if (question != null) {
                taken.add(question);
            }
        }
        if (open.isEmpty() && some.isDone()) {
            some = new CompletableFuture<>();
        }
        return taken;
    }
}
