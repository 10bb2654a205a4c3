package dev.trestle.mcp.testkit;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What an observer and a peer have in common: a list of what was said, and answers that wait for questions or are waited for. */
final class Heard {

    private final List<Object> all = new ArrayList<>();
    private final Deque<InputAnswer> answers = new ArrayDeque<>();
    private final Deque<CompletableFuture<InputAnswer>> waiting = new ArrayDeque<>();

    static InputAnswer result(String json) {
        return new InputAnswer.Result(JsonSlice.of(json));
    }

    synchronized void notified(Notification notification) {
        all.add(notification);
    }

    synchronized CompletionStage<InputAnswer> asked(InputRequest request) {
        all.add(request);
        CompletableFuture<InputAnswer> stage = new CompletableFuture<>();
        InputAnswer ready = answers.poll();
        if (ready == null) {
            waiting.add(stage);
        } else {
            stage.complete(ready);
        }
        return stage;
    }

    void answer(InputAnswer answer) {
        CompletableFuture<InputAnswer> asker = takeAsker(answer);
        if (asker != null) {
            asker.complete(answer);
        }
    }

    synchronized List<Object> all() {
        return List.copyOf(all);
    }

    List<Notification> notifications() {
        return only(Notification.class);
    }

    List<InputRequest> questions() {
        return only(InputRequest.class);
    }

    List<Notification> awaitNotifications(int count) {
        Await.until(count + " notifications", () -> notifications().size() >= count);
        return notifications();
    }

    List<InputRequest> awaitQuestions(int count) {
        Await.until(count + " questions", () -> questions().size() >= count);
        return questions();
    }

    private synchronized @Nullable CompletableFuture<InputAnswer> takeAsker(InputAnswer answer) {
        CompletableFuture<InputAnswer> asker = waiting.poll();
        if (asker == null) {
            answers.add(answer);
        }
        return asker;
    }

    private synchronized <T> List<T> only(Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
