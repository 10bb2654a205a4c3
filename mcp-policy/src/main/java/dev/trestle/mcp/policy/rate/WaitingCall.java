package dev.trestle.mcp.policy.rate;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call in the queue. Whoever takes it out of there completes its turn.
 *
 * @param key what it counts on
 * @param expires until when it waits
 * @param turn what became of it
 */
record WaitingCall(CallKey key, long expires, CompletableFuture<Turn> turn) {

    /** Each waits for itself. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** What became of a call. */
    sealed interface Turn {
        /** It is its turn. */
        record Come() implements Turn {}

        /** It may not wait, or no longer. */
        record Refused(Shortage shortage) implements Turn {}

        /** Nobody wants it any more, or the gateway ends. */
        record Left(String why) implements Turn {}
    }
}
