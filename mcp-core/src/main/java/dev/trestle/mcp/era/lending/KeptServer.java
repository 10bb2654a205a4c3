package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.spi.BackendSession;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that takes calls without sessions, as long as somebody calls it. Thread-safe. */
final class KeptServer {

    private static final int RETIRED = -1;

    private final BackendSession server;
    private final AtomicInteger running = new AtomicInteger();
    private volatile long usedAt = System.nanoTime();

    KeptServer(BackendSession server) {
        this.server = server;
    }

    BackendSession server() {
        return server;
    }

    /** Announces one call; false if it is too late for that. */
    boolean enter() {
        return running.getAndUpdate(calls -> calls == RETIRED ? RETIRED : calls + 1) != RETIRED;
    }

    /** Makes a call that was announced. */
    CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        return server.call(call, observer).whenComplete((reply, problem) -> {
            usedAt = System.nanoTime();
            running.decrementAndGet();
        });
    }

    /** Takes no more calls if there was none for so long; true once. */
    boolean retire(Duration idle) {
        return System.nanoTime() - usedAt >= idle.toNanos() && running.compareAndSet(0, RETIRED);
    }
}
