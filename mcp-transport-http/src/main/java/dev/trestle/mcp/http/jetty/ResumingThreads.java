package dev.trestle.mcp.http.jetty;

import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Threads for a Jetty server whose handlers do not block, such as {@link JettyHandler}: {@code new Server(new
 * ResumingThreads(16, 4))}. When an answer is written by a thread other than the one that read the request (that of a child process
 * which answered, say), Jetty wakes one of its own to make the connection ready for the next request. Here whoever wrote the
 * answer does so himself, right after the write, which saves a switch of threads for each call.
 *
 * <p>All that such a thread does is to look whether the next request is there already; if it is, a thread of this pool handles
 * it. With a server of which any handler may block, this is a {@link QueuedThreadPool} like any other.
 */
public class ResumingThreads extends QueuedThreadPool {

    private static final ThreadLocal<Completion> CURRENT = ThreadLocal.withInitial(Completion::new);

    /**
     * Threads.
     *
     * @param max at most so many
     * @param min at least so many, also when there is nothing to do
     */
    public ResumingThreads(int max, int min) {
        super(max, min);
    }

    /** What a thread is at. */
    private enum State {
        IDLE,
        WRITING,
        RESUMING
    }

    /** An answer that a thread is writing, and what is to be done then; at most one thing, since it is of one connection. */
    static final class Completion {
        private State state = State.IDLE;
        private @Nullable Runnable resumption;

        private boolean take(Runnable task) {
            if (state != State.WRITING || resumption != null) {
                return false;
            }
            resumption = task;
            return true;
        }

        /** Does what is to be done, on this thread. */
        void end() {
            Runnable next = resumption;
            resumption = null;
            state = State.RESUMING;
            try {
                if (next != null) {
                    next.run();
                }
            } finally {
                state = State.IDLE;
            }
        }
    }

    /**
     * Begins to write an answer on this thread.
     *
     * @return to be ended once the write has returned; null if nothing is to be done then, since this thread is at it already
     */
    static @Nullable Completion complete() {
        Completion current = CURRENT.get();
        if (current.state != State.IDLE) {
            return null;
        }
        current.state = State.WRITING;
        return current;
    }

    /** Whether this thread has written an answer and looks after its connection: it has other things to do than requests. */
    static boolean isResuming() {
        return CURRENT.get().state == State.RESUMING;
    }

    @Override
    public void execute(Runnable task) {
        boolean taken = task instanceof ConnectionMetaData connection
                && neverBlocks(connection)
                && CURRENT.get().take(task);
        if (!taken) {
            super.execute(task);
        }
    }

    private static boolean neverBlocks(ConnectionMetaData connection) {
        return connection.getConnector().getServer().getInvocationType() == Invocable.InvocationType.NON_BLOCKING;
    }
}
