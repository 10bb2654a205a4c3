package dev.trestle.mcp.call;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries the wish to end a call, or a question, to whoever works on it. It happens at most once, and listeners hear of
 * it once each, on the thread that cancels; whoever registers later hears at once, on his own thread. Thread-safe.
 */
public final class Cancellation {

    /** Made when somebody wants to hear of it. */
    private @Nullable List<Consumer<String>> listeners;

    private @Nullable String reason;

    /** Not cancelled so far. */
    public Cancellation() {}

    /**
     * Cancels, unless that has happened before.
     *
     * @param why one phrase for people, safe for any peer to read; may be empty
     * @return whether this call was the one that did it
     */
    public boolean cancel(String why) {
        List<Consumer<String>> told;
        synchronized (this) {
            if (reason != null) {
                return false;
            }
            told = listeners == null ? List.of() : listeners;
            listeners = null;
            reason = why;
        }
        told.forEach(listener -> listener.accept(why));
        return true;
    }

    /**
     * Whether it has happened.
     *
     * @return true once cancelled
     */
    public synchronized boolean isCancelled() {
        return reason != null;
    }

    /**
     * Registers a listener, which must neither block nor throw.
     *
     * @param listener is given the reason
     */
    public void onCancel(Consumer<String> listener) {
        String why;
        synchronized (this) {
            why = reason;
            if (why == null) {
                List<Consumer<String>> all = listeners == null ? new ArrayList<>(2) : listeners;
                listeners = all;
                all.add(listener);
                return;
            }
        }
        listener.accept(why);
    }
}
