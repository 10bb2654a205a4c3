package dev.trestle.mcp.http.jetty;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Threads for a Jetty server whose handlers do not block, such as {@link JettyHandler}: {@code new Server(new
 * ResumingThreads(16, 4))}, and {@code server.setHandler(ResumingThreads.handing(handlers))}. When an answer is written by a thread other than the one that read the request (that of a child process
 * which answered, say), Jetty wakes one of its own to make the connection ready for the next request. Here whoever wrote the
 * answer does so himself, right after the write, which saves a switch of threads for each call.
 *
 * <p>All that such a thread does is to look whether the next request is there already; if it is, a thread of this pool handles
 * it. With {@link ResumingConnector} it looks only at what was read before. With a server whose outermost handler is another, or
 * of which any handler may block, this is a {@link QueuedThreadPool} like any other.
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

    /** Whether this thread makes a connection ready, having answered on it. */
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
        Server server = connection.getConnector().getServer();
        return server.getHandler() instanceof Handing
                && server.getInvocationType() == Invocable.InvocationType.NON_BLOCKING;
    }

    /**
     * The outermost handler of a server with these threads. A request that is found by a thread which has just written an answer is
     * handed on by it, for it has other things to do: no client can keep it with requests that it sends ahead.
     *
     * @param handlers all of the server's
     * @return for {@code server.setHandler}
     */
    public static Handler.Wrapper handing(Handler handlers) {
        return new Handing(handlers);
    }

    private static final class Handing extends Handler.Wrapper {

        private Handing(Handler handlers) {
            super(handlers);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            if (CURRENT.get().state != State.RESUMING) {
                return super.handle(request, response, callback);
            }
            request.getComponents().getExecutor().execute(() -> handleLater(request, response, callback));
            return true;
        }

        private void handleLater(Request request, Response response, Callback callback) {
            try {
                if (!super.handle(request, response, callback)) {
                    Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
                }
            } catch (Throwable e) {
                Response.writeError(request, response, callback, e);
            }
        }
    }
}
