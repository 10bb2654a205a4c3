package dev.trestle.mcp.testkit;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Records what a backend says during a call, and answers its questions as told. Thread-safe. */
public final class RecordingObserver implements CallObserver {

    private final Heard heard = new Heard();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicBoolean overlapped = new AtomicBoolean();

    /** Has no answers: questions stay open until {@link #answer} or {@link #answerWith}. */
    public RecordingObserver() {}

    /**
     * Answers the next unanswered question, the oldest one if some wait already.
     *
     * @param answer the answer
     * @return this observer
     */
    public RecordingObserver answer(InputAnswer answer) {
        heard.answer(answer);
        return this;
    }

    /**
     * Answers the next unanswered question with a result.
     *
     * @param json the result object
     * @return this observer
     */
    public RecordingObserver answerWith(String json) {
        heard.answer(Heard.result(json));
        return this;
    }

    @Override
    public void notified(Notification notification) {
        enter();
        heard.notified(notification);
        inside.decrementAndGet();
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        enter();
        CompletionStage<InputAnswer> answer = heard.asked(request);
        inside.decrementAndGet();
        return answer;
    }

    /**
     * The notifications so far.
     *
     * @return in order
     */
    public List<Notification> notifications() {
        return heard.notifications();
    }

    /**
     * The questions so far.
     *
     * @return in order
     */
    public List<InputRequest> questions() {
        return heard.questions();
    }

    /**
     * Everything so far: {@link Notification} and {@link InputRequest} as they came.
     *
     * @return in order
     */
    public List<Object> all() {
        return heard.all();
    }

    /**
     * Waits, bounded, for notifications.
     *
     * @param count how many at least
     * @return those heard by then
     */
    public List<Notification> awaitNotifications(int count) {
        return heard.awaitNotifications(count);
    }

    /**
     * Waits, bounded, for questions.
     *
     * @param count how many at least
     * @return those asked by then
     */
    public List<InputRequest> awaitQuestions(int count) {
        return heard.awaitQuestions(count);
    }

    /**
     * Whether it was ever called by two threads at once, which no backend may do.
     *
     * @return true once that happened
     */
    public boolean overlapped() {
        return overlapped.get();
    }

    private void enter() {
        if (inside.incrementAndGet() > 1) {
            overlapped.set(true);
        }
        // Widens the window in which a second caller would be noticed.
        Thread.onSpinWait();
    }
}
