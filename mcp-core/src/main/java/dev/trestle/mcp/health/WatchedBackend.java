package dev.trestle.mcp.health;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A backend, and whether it could be opened when that was last tried. One that works is not disturbed by being asked how it
 * is; one that failed is opened and closed again to see, by one who asks at a time and not more often than the interval.
 * Thread-safe.
 */
public final class WatchedBackend implements BackendFactory, HealthCheck {

    private static final Duration GRACE = Duration.ofSeconds(2);

    /** What says something of the backend; a client that is gone, a full table of ours or a slow tool does not. */
    private static final Set<TrestleError> ITS_FAULT =
            EnumSet.of(TrestleError.BACKEND_UNAVAILABLE, TrestleError.BACKEND_EXITED, TrestleError.BACKEND_LOST);

    private final BackendFactory backend;
    private final Duration interval;
    private final LongSupplier nanoTime;
    private final AtomicReference<Health> known;
    private final AtomicReference<@Nullable CompletableFuture<Health>> looking = new AtomicReference<>();
    private volatile @Nullable Long looked;
    /** One for all sessions. */
    private final Consumer<McpReply.Failure> whenEnded = this::ended;

    /**
     * Watches a backend.
     *
     * @param backend the backend
     * @param atStart what is thought of it before it is used: {@link Health#UNKNOWN}, or down if it is to be tried when somebody
     *     asks
     * @param interval how often at most one that failed is tried
     * @param nanoTime a monotonic clock
     */
    public WatchedBackend(BackendFactory backend, Health atStart, Duration interval, LongSupplier nanoTime) {
        this.backend = backend;
        this.interval = interval;
        this.nanoTime = nanoTime;
        this.known = new AtomicReference<>(atStart);
    }

    private void ended(McpReply.Failure why) {
        failed(why.reason());
    }

    @Override
    public void attach(BackendContext context) {
        backend.attach(context);
    }

    @Override
    public CompletionStage<BackendSession> open(SessionPeer peer) {
        return backend.open(peer).whenComplete(this::opened);
    }

    @Override
    public CompletionStage<Optional<BackendSession>> openStateless(Principal principal) {
        return backend.openStateless(principal).whenComplete((session, problem) -> {
            if (session != null && session.isEmpty()) {
                return; // Nothing was opened.
            }
            opened(session == null ? null : session.get(), problem);
        });
    }

    private void opened(@Nullable BackendSession session, @Nullable Throwable problem) {
        if (session != null) {
            known.set(Health.UP);
            session.onEnd(whenEnded);
        } else if (problem != null) {
            failed(McpException.failureIn(problem).map(McpReply.Failure::reason).orElse(TrestleError.INTERNAL));
        }
    }

    /**
     * Something that was to be done with the backend failed.
     *
     * @param why our own error; null, or one that says nothing of the backend, changes nothing
     */
    public void failed(@Nullable TrestleError why) {
        if (why != null && ITS_FAULT.contains(why)) {
            known.set(Health.down(why.code()));
        }
    }

    @Override
    public CompletionStage<Health> check() {
        Health now = Objects.requireNonNull(known.get());
        if (now.status() != Health.Status.DOWN) {
            return CompletableFuture.completedFuture(now);
        }
        CompletableFuture<Health> look = new CompletableFuture<>();
        CompletableFuture<Health> other = looking.compareAndExchange(null, look);
        if (other != null) {
            return other;
        }
        Long before = looked;
        if (before != null && nanoTime.getAsLong() - before < interval.toNanos()) {
            looking.set(null);
            look.complete(known.get());
        } else {
            looked = nanoTime.getAsLong();
            open(new ProbePeer()).whenComplete((session, problem) -> {
                if (session != null) {
                    session.close(GRACE);
                }
                looking.set(null);
                look.complete(known.get());
            });
        }
        return look;
    }
}
