package dev.trestle.mcp.testkit;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A client's end of a session that records what a backend says outside calls, and answers as told. Thread-safe. */
public final class RecordingPeer implements SessionPeer {

    private final ClientDescription client;
    private final Heard heard = new Heard();

    /** The end of {@link Calls#client()}. */
    public RecordingPeer() {
        this(Calls.client());
    }

    /**
     * The end of a client.
     *
     * @param client its description
     */
    public RecordingPeer(ClientDescription client) {
        this.client = client;
    }

    /**
     * Answers the next unanswered question, the oldest one if some wait already.
     *
     * @param answer the answer
     * @return this peer
     */
    public RecordingPeer answer(InputAnswer answer) {
        heard.answer(answer);
        return this;
    }

    /**
     * Answers the next unanswered question with a result.
     *
     * @param json the result object
     * @return this peer
     */
    public RecordingPeer answerWith(String json) {
        heard.answer(Heard.result(json));
        return this;
    }

    @Override
    public ClientDescription client() {
        return client;
    }

    @Override
    public void notified(Notification notification) {
        heard.notified(notification);
    }

    @Override
    public CompletionStage<InputAnswer> ask(InputRequest request) {
        return heard.asked(request);
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
}
