package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.spi.McpBackend;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One backend for calls that belong to no client session: a server that takes such calls gets them as they are, one opened
 * for each principal and closed when nobody calls it ({@code sessionIdle}); any other is lent sessions. Thread-safe.
 */
public final class StatelessCalls implements McpBackend {

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final BackendFactory factory;
    private final BackendContext context;
    private final LentSessions lent;
    private final Map<Principal, CompletableFuture<Optional<KeptServer>>> servers = new ConcurrentHashMap<>();
    private final NotStateless none = new NotStateless(System::nanoTime);
    private final Duration idle;
    private final Future<?> sweeper;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Opens nothing yet.
     *
     * @param factory opens the backend
     * @param context the gateway's executors, scheduler and listener
     * @param limits the bounds of sessions that are lent
     */
    public StatelessCalls(BackendFactory factory, BackendContext context, LendingLimits limits) {
        this.factory = factory;
        this.context = context;
        this.lent = new LentSessions(factory, context, limits);
        this.idle = limits.sessionIdle();
        long interval = Math.max(1, idle.toNanos() / 10);
        this.sweeper =
                context.scheduler().scheduleWithFixedDelay(this::sweep, interval, interval, TimeUnit.NANOSECONDS);
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        if (none.isSaid(call.principal())) {
            return lent.call(call, observer);
        }
        CompletableFuture<Optional<KeptServer>> server = server(call.principal());
        if (server.isDone() && !server.isCompletedExceptionally()) {
            return call(server, server.join(), call, observer);
        }
        observer.waits(server);
        CompletableFuture<McpReply> reply = new CompletableFuture<>();
        var unused = server.whenComplete((open, problem) -> {
            if (problem != null) {
                reply.complete(failureOf(problem));
            } else {
                call(server, open, call, observer).thenAccept(reply::complete);
            }
        });
        return reply;
    }

    private CompletionStage<McpReply> call(
            CompletableFuture<?> found, Optional<KeptServer> open, McpCall call, CallObserver observer) {
        if (open.isEmpty()) {
            return lent.call(call, observer);
        }
        if (open.get().enter()) {
            return open.get().call(call, observer);
        }
        // It was given up as the call came, for want of calls; the next one is new.
        servers.remove(call.principal(), found);
        return call(call, observer);
    }

    private CompletableFuture<Optional<KeptServer>> server(Principal principal) {
        CompletableFuture<Optional<KeptServer>> known = servers.get(principal);
        if (known != null) {
            return known;
        }
        CompletableFuture<Optional<KeptServer>> opening = new CompletableFuture<>();
        known = servers.putIfAbsent(principal, opening);
        if (known != null) {
            return known;
        }
        factory.openStateless(principal).whenComplete((open, problem) -> opened(principal, opening, open, problem));
        return opening;
    }

    private void opened(
            Principal principal,
            CompletableFuture<Optional<KeptServer>> opening,
            Optional<BackendSession> open,
            @Nullable Throwable problem) {
        if (problem != null) {
            servers.remove(principal, opening);
            opening.completeExceptionally(problem);
            return;
        }
        // Whoever is no server for such calls today is asked again: that costs nothing, the factory remembers.
        open.ifPresentOrElse(server -> server.ended().thenRun(() -> servers.remove(principal, opening)), () -> {
            servers.remove(principal, opening);
            none.said(principal);
        });
        opening.complete(open.map(KeptServer::new));
        if (closed.get()) {
            open.ifPresent(server -> server.close(Duration.ZERO));
        }
    }

    /** Closes what nobody has called for long. */
    private void sweep() {
        servers.forEach((principal, opening) -> {
            if (!opening.isDone() || opening.isCompletedExceptionally()) {
                return;
            }
            opening.join().filter(server -> server.retire(idle)).ifPresent(server -> {
                servers.remove(principal, opening);
                server.server().close(GRACE);
            });
        });
    }

    private McpReply.Failure failureOf(Throwable problem) {
        return McpException.failureIn(problem)
                .orElseGet(() -> TrestleError.INTERNAL.failure("Backend '" + context.name() + "' could not be opened"));
    }

    /**
     * How many sessions and servers are open.
     *
     * @return at least 0
     */
    public int size() {
        return lent.size() + servers.size();
    }

    /**
     * Closes all of them and opens no more.
     *
     * @param grace how long each is given to end by itself
     * @return completes when nothing is left of them, never exceptionally
     */
    public CompletionStage<Void> close(Duration grace) {
        closed.set(true);
        sweeper.cancel(false);
        Stream<CompletableFuture<Void>> open = servers.values().stream()
                .filter(server -> server.isDone() && !server.isCompletedExceptionally())
                .flatMap(server -> server.join().stream())
                .map(kept -> kept.server().close(grace).toCompletableFuture());
        return CompletableFuture.allOf(
                Stream.concat(open, Stream.of(lent.close(grace).toCompletableFuture()))
                        .toArray(CompletableFuture[]::new));
    }
}
