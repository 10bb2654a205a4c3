package dev.trestle.mcp.http.link;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.spi.MessageLink.Receiver;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one reader of many answers: what they bring is told to the receiver one after another, once the link is open. Whoever
 * brings something tells it, and what others bring meanwhile, as long as that surely does not block: to wake another thread for
 * an answer costs about as much as all the rest that is done for it. Everything else is told on the client's threads. What waits
 * here is bounded by who brings it: an answer is read on only after its messages were taken. Thread-safe.
 */
final class Inbox {

    /**
     * The longest message that is told where it was read, which is the thread that reads for all servers: about as much as can
     * be read, changed and written on in the time of a few short answers, so that these do not wait for it.
     */
    static final int LONGEST_AT_ONCE = 64 << 10;

    /** The most messages of one piece that are told there: many short ones take as long as a long one. */
    static final int MOST_AT_ONCE = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final Executor executor;
    private final Queue<Task> tasks = new ArrayDeque<>();
    private @Nullable Receiver receiver;
    private boolean running;
    private boolean over;

    Inbox(Executor executor) {
        this.executor = executor;
    }

    /** Something to tell; {@code atOnce} if it is short, and those that bring it may do so. */
    private record Task(boolean atOnce, Consumer<Receiver> what) {}

    void open(Receiver to) {
        synchronized (this) {
            if (receiver != null) {
                throw new IllegalStateException("a link is opened once");
            }
            receiver = new Steady(to);
        }
        start(false);
    }

    /** Adds something to tell on one of the client's threads; after the end nothing is taken any more. */
    void add(Consumer<Receiver> task) {
        synchronized (this) {
            if (over) {
                return;
            }
            tasks.add(new Task(false, task));
        }
        start(false);
    }

    /**
     * Adds messages. To be called by a thread that reads answers and holds no lock: if nobody else is at it, it tells them at
     * once, for as long as that does not block, which is looked at before each.
     *
     * @param length their bytes
     * @param messages one at least
     * @param tell tells one
     * @param more run after the last, whether they were taken or not
     */
    <M> void bring(int length, List<M> messages, BiConsumer<Receiver, M> tell, Runnable more) {
        boolean atOnce = length <= LONGEST_AT_ONCE && messages.size() <= MOST_AT_ONCE;
        synchronized (this) {
            if (over) {
                return;
            }
            int last = messages.size() - 1;
            for (int i = 0; i < last; i++) {
                M message = messages.get(i);
                tasks.add(new Task(atOnce, to -> tell.accept(to, message)));
            }
            M message = messages.get(last);
            tasks.add(new Task(atOnce, to -> {
                try {
                    tell.accept(to, message);
                } finally {
                    more.run();
                }
            }));
        }
        start(atOnce);
    }

    /** Adds the end, and is done with it when it was told; at once if nobody has opened the link. */
    void end(McpReply.Failure why, Runnable then) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            tasks.add(new Task(false, to -> {
                try {
                    to.closed(why);
                } finally {
                    then.run();
                }
            }));
            if (receiver == null) {
                executor.execute(then);
                return;
            }
        }
        start(false);
    }

    private void start(boolean here) {
        synchronized (this) {
            if (running || receiver == null || tasks.isEmpty()) {
                return;
            }
            running = true;
        }
        if (here) {
            drainHere();
        } else {
            handOn();
        }
    }

    private void handOn() {
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // Somebody else has stopped the client; the end at least must be told.
            drain();
        }
    }

    /** On a thread that has other answers to read. */
    private void drainHere() {
        for (Task task = next(true); task != null; task = next(true)) {
            tell(task);
        }
    }

    private void drain() {
        for (Task task = next(false); task != null; task = next(false)) {
            tell(task);
        }
    }

    private void tell(Task task) {
        try {
            Receiver to = receiver;
            if (to != null) {
                task.what.accept(to);
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("A message was not taken, which is a defect", e);
        }
    }

    /** The next task; null if there is none, or another thread was given the rest because it may block here. */
    private @Nullable Task next(boolean here) {
        synchronized (this) {
            Task first = tasks.peek();
            if (first == null || !here || (first.atOnce && receiver != null && !receiver.mayBlock())) {
                running = first != null;
                return tasks.poll();
            }
        }
        handOn();
        return null;
    }

    /** A receiver that throws loses that message, and neither what came with it nor what is to be read after it. */
    private record Steady(Receiver to) implements Receiver {

        @Override
        public boolean mayBlock() {
            return to.mayBlock();
        }

        @Override
        public void received(JsonSlice message) {
            tell(() -> to.received(message));
        }

        @Override
        public void received(JsonSlice message, @Nullable RequestId during) {
            tell(() -> to.received(message, during));
        }

        @Override
        public void received(JsonRpcMessage read, JsonSlice message, @Nullable RequestId during) {
            tell(() -> to.received(read, message, during));
        }

        @Override
        public void failed(RequestId request, McpReply.Failure why) {
            tell(() -> to.failed(request, why));
        }

        @Override
        public void renewed() {
            tell(to::renewed);
        }

        @Override
        public void skipped(JsonSlice beginning, JsonSlice end, McpReply.Failure why) {
            tell(() -> to.skipped(beginning, end, why));
        }

        @Override
        public void closed(McpReply.Failure why) {
            tell(() -> to.closed(why));
        }

        private static void tell(Runnable message) {
            try {
                message.run();
            } catch (RuntimeException e) {
                LOG.warn("A message was not taken, which is a defect", e);
            }
        }
    }
}
