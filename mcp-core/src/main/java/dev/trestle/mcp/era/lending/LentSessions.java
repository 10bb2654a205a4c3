package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.KnownSlices;
import dev.trestle.mcp.era.shape.ClientCapabilities;
import dev.trestle.mcp.era.task.MappedLegacyTasks;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.spi.McpBackend;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A legacy server for clients without sessions: sessions are opened with it and lent to calls. Clients share one if they are
 * the same principal and can be asked the same things, because that is what a session fixes. Thread-safe.
 */
final class LentSessions implements McpBackend {

    private static final KnownSlices<JsonSlice> ASKABLE =
            new KnownSlices<>(capabilities -> ClientCapabilities.required(ClientCapabilities.asks(capabilities)));

    private final BackendFactory factory;
    private final BackendContext context;
    private final LendingLimits limits;
    private final Map<Key, Lender> lenders = new ConcurrentHashMap<>();
    private final MappedLegacyTasks tasks;
    private final AtomicInteger lent = new AtomicInteger();
    private final Future<?> sweeper;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Opens nothing yet.
     *
     * @param factory opens the sessions
     * @param context the gateway's executors, scheduler and listener
     * @param limits the bounds
     */
    LentSessions(BackendFactory factory, BackendContext context, LendingLimits limits) {
        this.factory = factory;
        this.context = context;
        this.limits = limits;
        this.tasks = new MappedLegacyTasks(context);
        long interval = Math.max(1, limits.sessionIdle().toNanos() / 10);
        this.sweeper =
                context.scheduler().scheduleWithFixedDelay(this::sweep, interval, interval, TimeUnit.NANOSECONDS);
    }

    /**
     * Who may share a session.
     *
     * @param principal who asks
     * @param capabilities what the server may ask him
     */
    record Key(Principal principal, JsonSlice capabilities) {}

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        if (closed.get()) {
            return CompletableFuture.completedFuture(
                    TrestleError.SESSION_ENDED.failure("Backend '" + context.name() + "' is being closed"));
        }
        if (tasks.take(call.method())) {
            return tasks.call(call);
        }
        JsonSlice asks = askable(call.metadata().capabilities());
        Key sharers = new Key(call.principal(), asks);
        Lender known = lenders.get(sharers);
        Lender lender = known == null ? lenders.computeIfAbsent(sharers, key -> new Lender(this, key)) : known;
        CompletionStage<McpReply> stage;
        try {
            stage = lender.call(call, observer);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(failureOf(e));
        }
        return McpReply.ifReady(stage) != null
                ? stage
                : stage.handle((answer, problem) -> problem == null ? answer : failureOf(problem));
    }

    /** What the server may ask, in words of our own: clients that differ in nothing else share a session. */
    private static JsonSlice askable(JsonSlice capabilities) {
        return capabilities.length() <= 2 ? JsonSlice.EMPTY_OBJECT : ASKABLE.of(capabilities);
    }

    private McpReply.Failure failureOf(Throwable problem) {
        return McpException.failureIn(problem)
                .orElseGet(() -> TrestleError.INTERNAL.failure(
                        "The session with backend '" + context.name() + "' could not be opened"));
    }

    /** Tells a principal what one of his sessions has heard. */
    void tell(Principal principal, Notification news) {
        lenders.forEach((key, lender) -> {
            if (key.principal().equals(principal)) {
                lender.tell(news);
            }
        });
    }

    /** Makes room for one more session. */
    boolean admit() {
        if (lent.incrementAndGet() > limits.maxLent()) {
            lent.decrementAndGet();
            return false;
        }
        return true;
    }

    void gaveBack() {
        lent.decrementAndGet();
    }

    BackendFactory factory() {
        return factory;
    }

    BackendContext context() {
        return context;
    }

    LendingLimits limits() {
        return limits;
    }

    /** The tasks that clients know of, in whichever session they were made. */
    MappedLegacyTasks tasks() {
        return tasks;
    }

    private void sweep() {
        tasks.sweep();
        lenders.forEach((key, lender) -> {
            if (lender.closeIdle()) {
                lenders.remove(key, lender);
            }
        });
    }

    /**
     * How many sessions there are.
     *
     * @return at least 0
     */
    public int size() {
        return lent.get();
    }

    /**
     * Closes all sessions and opens no more.
     *
     * @param grace how long each is given to end by itself
     * @return completes when nothing is left of them, never exceptionally
     */
    public CompletionStage<Void> close(Duration grace) {
        closed.set(true);
        sweeper.cancel(false);
        return CompletableFuture.allOf(lenders.values().stream()
                .map(lender -> lender.close(grace).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}
