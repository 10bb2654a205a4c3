package dev.trestle.mcp.http.channel;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Where the request is that is under way, so that it can be given up at any time, before it is sent too. Thread-safe. */
public final class CallPlace {

    private final AtomicReference<@Nullable HttpCall> current = new AtomicReference<>();
    private volatile boolean stopped;

    /** Nothing is under way. */
    public CallPlace() {}

    /** Puts a call here, in place of the one before; false if it is not wanted any more. */
    boolean take(HttpCall call) {
        HttpCall before = current.getAndSet(call);
        if (before != null) {
            before.cancel();
        }
        return !stopped;
    }

    /**
     * Gives up what is under way, and whatever comes.
     *
     * @return whether this was the first time
     */
    public boolean stop() {
        boolean first;
        synchronized (this) {
            first = !stopped;
            stopped = true;
        }
        HttpCall call = current.get();
        if (call != null) {
            call.cancel();
        }
        return first;
    }

    /**
     * Whether it was given up.
     *
     * @return true once it was
     */
    public boolean isStopped() {
        return stopped;
    }
}
