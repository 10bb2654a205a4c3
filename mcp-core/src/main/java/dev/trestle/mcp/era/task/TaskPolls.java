package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.spi.BackendContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks how a task is doing, again and again: as often as its server says, otherwise as often as the options say, not all at
 * once. Thread-safe.
 */
final class TaskPolls {

    private final TaskRequests requests;
    private final BackendContext context;
    private final CallObserver observer;
    private final Consumer<McpReply> heard;
    private Cancellation current = new Cancellation();
    private boolean over;

    TaskPolls(TaskRequests requests, BackendContext context, CallObserver observer, Consumer<McpReply> heard) {
        this.requests = requests;
        this.context = context;
        this.observer = observer;
        this.heard = heard;
    }

    /** Asks once, when it is time after what the server said last. */
    void later(TaskState state) {
        long usual = context.tasks().taskPollInterval().toMillis();
        pause(
                state.pollMillis() > 0
                        ? state.pollMillis()
                        : usual + ThreadLocalRandom.current().nextLong(usual / 10 + 1));
    }

    /** A server that wants to be asked rarely is not silent meanwhile. */
    private void pause(long millis) {
        CompletableFuture<Void> due = new CompletableFuture<>();
        observer.waits(due);
        try {
            var unused = context.scheduler()
                    .schedule(
                            () -> context.callExecutor().execute(() -> {
                                due.complete(null);
                                now();
                            }),
                            millis,
                            TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The gateway stops, and every call with it.
            stop();
        }
    }

    /** Asks once. */
    void now() {
        Cancellation asked;
        synchronized (this) {
            if (over) {
                return;
            }
            current = new Cancellation();
            asked = current;
        }
        var unused = requests.send("tasks/get", requests.params(), asked, observer)
                .thenAccept(reply -> {
                    if (!isOver()) {
                        heard.accept(reply);
                    }
                });
    }

    private synchronized boolean isOver() {
        return over;
    }

    /** Nobody wants to know any more. */
    void stop() {
        Cancellation asked;
        synchronized (this) {
            over = true;
            asked = current;
        }
        asked.cancel("the task is no longer waited for");
    }
}
