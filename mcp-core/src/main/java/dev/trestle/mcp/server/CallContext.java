package dev.trestle.mcp.server;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One running call, as its handler sees it. What is said and asked through it goes to the client as a part of this
 * call; once the call is answered, or cancelled, nothing more is sent. Thread-safe.
 */
public interface CallContext extends ClientContext {

    /**
     * Reports progress, if the client asked for it. Values must increase.
     *
     * @param progress how far, in units of your own
     * @param total how far it goes, or null if unknown
     * @param message what is being done, or null; not told to clients before 2025-03-26
     */
    void progress(double progress, @Nullable Double total, @Nullable String message);

    /**
     * Reports progress towards a total, if the client asked for it. Values must increase.
     *
     * @param progress how far, in units of your own
     * @param total how far it goes
     */
    default void progress(double progress, double total) {
        progress(progress, total, null);
    }

    /**
     * Whether nobody waits for the answer any more. The thread of a blocking handler is interrupted too.
     *
     * @return true once cancelled
     */
    boolean cancelled();

    /**
     * Registers what to do when the call is cancelled; done at once if it is already.
     *
     * @param action is given the reason; must be fast and must not block
     */
    void onCancel(Consumer<String> action);

    /**
     * The session that the call belongs to, for what is to be said or asked after the call.
     *
     * @return lives as long as the session
     */
    ClientContext session();
}
