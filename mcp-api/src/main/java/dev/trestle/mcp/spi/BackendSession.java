package dev.trestle.mcp.spi;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * An open session with a backend: it answers calls, and hears what the client says outside calls. What the backend says
 * outside calls goes to the {@link SessionPeer} that the session was opened with. Thread-safe.
 */
public interface BackendSession extends McpBackend {

    /**
     * The server, as it introduced itself.
     *
     * @return its description
     */
    ServerDescription server();

    /**
     * The client says something outside any call. Neither blocks nor throws; if the backend is gone it does nothing.
     *
     * @param notification what it says; never {@code notifications/cancelled} of a call, which travels by
     *     {@link dev.trestle.mcp.call.Cancellation}
     */
    void notified(Notification notification);

    /**
     * Whether what the backend asks and says during a call is always told to the observer of that call, however many are
     * running. Otherwise what it says while several are running goes to the {@link SessionPeer}.
     *
     * @return false by default
     */
    default boolean namesCalls() {
        return false;
    }

    /**
     * When the backend is gone, by {@link #close} or by itself.
     *
     * @return completes once, never exceptionally, with what a call would be answered from then on
     */
    CompletionStage<McpReply.Failure> ended();

    /**
     * Asks to be told when the backend is gone; at once if it is. The same as {@link #ended}, for which backends that have many
     * sessions in one process may have something smaller than a stage.
     *
     * @param action run once, on any thread; must be fast, must not block and must not throw
     */
    default void onEnd(Consumer<McpReply.Failure> action) {
        ended().thenAccept(action);
    }

    /**
     * Ends the session and whatever runs for it. Running calls fail. Idempotent; returns at once.
     *
     * @param grace how long the backend is given to end by itself before it is made to
     * @return completes when nothing of it is left, never exceptionally
     */
    CompletionStage<Void> close(Duration grace);
}
