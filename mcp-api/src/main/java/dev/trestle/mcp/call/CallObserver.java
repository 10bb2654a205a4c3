package dev.trestle.mcp.call;

import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import java.util.concurrent.CompletionStage;

/**
 * Hears what the backend says during one call, in order and before its reply, and puts the backend's questions to the
 * client. Methods are called one at a time, must not block and must not throw; after the call's reply they do nothing.
 */
public interface CallObserver {

    /**
     * The backend says something: progress (under the client's own token), a log message, or anything else.
     *
     * @param notification what it says
     */
    void notified(Notification notification);

    /**
     * The backend asks, live: its call stays open.
     *
     * @param request the question
     * @return completes once with the client's answer, a result or an error; never exceptionally
     */
    CompletionStage<InputAnswer> ask(InputRequest request);

    /**
     * The backend cannot take the call yet: a server has to be started for it, or another call has to end; or it has taken it
     * and wants to be left alone for a time. Whoever says so
     * bounds that time; the time that a call may take (requestTimeout) stands meanwhile. An observer that wraps another
     * passes it on.
     *
     * @param ready completes, in whatever way, when the wait is over
     */
    default void waits(CompletionStage<?> ready) {}
}
