package dev.trestle.mcp.spi;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import java.util.concurrent.CompletionStage;

/**
 * The client's end of a session, as the backend sees it: for what belongs to the session and to no call. Methods
 * neither block nor throw. Thread-safe.
 */
public interface SessionPeer {

    /**
     * The client.
     *
     * @return its description
     */
    ClientDescription client();

    /**
     * The backend says something outside any call: a list changed, a resource was updated, a log message.
     *
     * @param notification what it says
     */
    void notified(Notification notification);

    /**
     * The backend asks outside any call.
     *
     * @param request the question
     * @return completes once with the answer, a result or an error; never exceptionally
     */
    CompletionStage<InputAnswer> ask(InputRequest request);

    /**
     * Asks to be told when nobody needs the backend's session any more, so that what is being started for it need not be
     * waited for; at once if that has happened. A session that is open is closed besides. Tells nobody by default.
     *
     * @param action run at most once, on any thread; must be fast and must not block
     */
    default void onEnd(Runnable action) {}
}
