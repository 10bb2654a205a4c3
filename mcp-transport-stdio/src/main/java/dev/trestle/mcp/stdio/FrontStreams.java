package dev.trestle.mcp.stdio;

import dev.trestle.mcp.json.JsonSlice;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The requests of our client that have no answer yet. Thread-safe. */
final class FrontStreams {

    private final FrontOutput output;
    private final Set<FrontStream> running = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private volatile boolean ending;

    FrontStreams(FrontOutput output) {
        this.output = output;
    }

    /** A stream for one request; {@code after} runs when it is answered, and is told whether it failed. */
    FrontStream request(Consumer<Boolean> after) {
        FrontStream[] self = new FrontStream[1];
        FrontStream stream = new FrontStream(output, failed -> {
            // Requests that waited for this one begin first, so that there is no moment without any.
            after.accept(failed);
            ended(self[0]);
        });
        self[0] = stream;
        running.add(stream);
        return stream;
    }

    /** A stream for what belongs to no request. */
    FrontStream listening(Runnable after) {
        return new FrontStream(output, failed -> after.run());
    }

    void answer(JsonSlice message) {
        output.write(message);
    }

    private void ended(FrontStream stream) {
        running.remove(stream);
        if (ending && running.isEmpty()) {
            idle.complete(null);
        }
    }

    /** Completes when nothing runs any more; nothing new may begin from now on. */
    CompletableFuture<Void> whenIdle() {
        ending = true;
        if (running.isEmpty()) {
            idle.complete(null);
        }
        return idle;
    }

    void clientGone() {
        List.copyOf(running).forEach(FrontStream::clientGone);
    }
}
