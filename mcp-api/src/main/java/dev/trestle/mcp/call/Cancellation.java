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

    /** Few calls have more than one. */
    private @Nullable Consumer<String> first;

    private List<Consumer<String>> others = List.of();

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
        Consumer<String> one;
        List<Consumer<String>> told;
        synchronized (this) {
            if (reason != null) {
                return false;
            }
            one = first;
            told = others;
            first = null;
            others = List.of();
            reason = why;
        }
        if (one != null) {
            one.accept(why);
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
                if (first == null) {
                    first = listener;
                } else {
                    others = others.isEmpty() ? new ArrayList<>(2) : others;
                    others.add(listener);
                }
                return;
            }
        }
        listener.accept(why);
    }
}
