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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One backend for calls that belong to no client session: a server that takes such calls gets them as they are, one opened
 * for each principal; any other is lent sessions. Thread-safe.
 */
public final class StatelessCalls implements McpBackend {

    private final BackendFactory factory;
    private final BackendContext context;
    private final LentSessions lent;
    private final Map<Principal, CompletableFuture<Optional<BackendSession>>> servers = new ConcurrentHashMap<>();
    private volatile boolean closed;

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
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        CompletableFuture<Optional<BackendSession>> server = server(call.principal());
        if (server.isDone() && !server.isCompletedExceptionally()) {
            return server.join().<McpBackend>map(open -> open).orElse(lent).call(call, observer);
        }
        observer.waits(server);
        CompletableFuture<McpReply> reply = new CompletableFuture<>();
        var unused = server.whenComplete((open, problem) -> {
            if (problem != null) {
                reply.complete(failureOf(problem));
            } else {
                open.<McpBackend>map(found -> found)
                        .orElse(lent)
                        .call(call, observer)
                        .thenAccept(reply::complete);
            }
        });
        return reply;
    }

    private CompletableFuture<Optional<BackendSession>> server(Principal principal) {
        CompletableFuture<Optional<BackendSession>> known = servers.get(principal);
        if (known != null) {
            return known;
        }
        CompletableFuture<Optional<BackendSession>> opening = new CompletableFuture<>();
        known = servers.putIfAbsent(principal, opening);
        if (known != null) {
            return known;
        }
        factory.openStateless(principal).whenComplete((open, problem) -> opened(principal, opening, open, problem));
        return opening;
    }

    private void opened(
            Principal principal,
            CompletableFuture<Optional<BackendSession>> opening,
            Optional<BackendSession> open,
            @Nullable Throwable problem) {
        if (problem != null) {
            servers.remove(principal, opening);
            opening.completeExceptionally(problem);
            return;
        }
        // Whoever is no server for such calls today is asked again: that costs nothing, the factory remembers.
        open.ifPresentOrElse(
                server -> server.ended().thenRun(() -> servers.remove(principal, opening)),
                () -> servers.remove(principal, opening));
        opening.complete(open);
        if (closed) {
            open.ifPresent(server -> server.close(Duration.ZERO));
        }
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
        closed = true;
        Stream<CompletableFuture<Void>> open = servers.values().stream()
                .filter(server -> server.isDone() && !server.isCompletedExceptionally())
                .flatMap(server -> server.join().stream())
                .map(server -> server.close(grace).toCompletableFuture());
        return CompletableFuture.allOf(
                Stream.concat(open, Stream.of(lent.close(grace).toCompletableFuture()))
                        .toArray(CompletableFuture[]::new));
    }
}
