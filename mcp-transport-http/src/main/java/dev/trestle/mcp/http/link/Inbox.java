package dev.trestle.mcp.http.link;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.spi.MessageLink.Receiver;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one reader of many answers: what they bring is told to the receiver one after another, on the client's threads, once
 * the link is open. What waits here is bounded by who brings it: an answer is read on only after its messages were taken.
 * Thread-safe.
 */
final class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final Executor executor;
    private final Queue<Consumer<Receiver>> tasks = new ArrayDeque<>();
    private @Nullable Receiver receiver;
    private boolean running;
    private boolean over;

    Inbox(Executor executor) {
        this.executor = executor;
    }

    void open(Receiver to) {
        synchronized (this) {
            if (receiver != null) {
                throw new IllegalStateException("a link is opened once");
            }
            receiver = to;
        }
        start();
    }

    /** Adds something to tell; after the end nothing is taken any more. */
    void add(Consumer<Receiver> task) {
        synchronized (this) {
            if (over) {
                return;
            }
            tasks.add(task);
        }
        start();
    }

    /** Adds the end, and is done with it when it was told; at once if nobody has opened the link. */
    void end(McpReply.Failure why, Runnable then) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            tasks.add(to -> {
                try {
                    to.closed(why);
                } finally {
                    then.run();
                }
            });
            if (receiver == null) {
                executor.execute(then);
                return;
            }
        }
        start();
    }

    private void start() {
        synchronized (this) {
            if (running || receiver == null || tasks.isEmpty()) {
                return;
            }
            running = true;
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // Somebody else has stopped the client; the end at least must be told.
            drain();
        }
    }

    private void drain() {
        for (Consumer<Receiver> task = next(); task != null; task = next()) {
            try {
                Receiver to = receiver;
                if (to != null) {
                    task.accept(to);
                }
            } catch (RuntimeException e) {
                LOG.warn("A message was not taken, which is a defect", e);
            }
        }
    }

    private synchronized @Nullable Consumer<Receiver> next() {
        Consumer<Receiver> task = tasks.poll();
        running = task != null;
        return task;
    }
}
