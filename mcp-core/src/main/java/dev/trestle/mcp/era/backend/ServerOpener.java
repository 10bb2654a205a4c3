package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a server for clients of either era, in theirs if it has it, otherwise in the one that it has. What a server turned out
 * to be is remembered; a server that could not be reached turned out to be nothing. Thread-safe.
 */
public final class ServerOpener {

    private static final Logger LOG = LoggerFactory.getLogger(ServerOpener.class);

    private final ServerLinks links;
    private final BackendContext context;
    private final LinkLimits limits;
    private final BackendEra era;
    private final EraProbe probe;
    private volatile Verdict verdict = Verdict.UNKNOWN;

    /** What a server turned out to be. */
    private enum Verdict {
        UNKNOWN,
        LEGACY_ONLY,
        MODERN_ONLY,
        BOTH
    }

    /**
     * Opens nothing yet.
     *
     * @param links makes links to the server
     * @param context the gateway's executors, scheduler and listener
     * @param limits the bounds
     * @param era which era it speaks, if that is known
     */
    public ServerOpener(ServerLinks links, BackendContext context, LinkLimits limits, BackendEra era) {
        this.links = links;
        this.context = context;
        this.limits = limits;
        this.era = era;
        this.probe = new EraProbe(context, limits, links.silenceIsLegacy());
    }

    /**
     * Opens it for one client with a session.
     *
     * @param peer the client's end
     * @return the session; fails with {@link McpException}
     */
    public CompletionStage<BackendSession> open(SessionPeer peer) {
        if (era == BackendEra.MODERN || verdict == Verdict.MODERN_ONLY) {
            return translated(peer);
        }
        CompletableFuture<BackendSession> opened = new CompletableFuture<>();
        links.legacy().thenCompose(link -> handshake(link, peer)).whenComplete((session, problem) -> {
            if (problem == null) {
                opened.complete(session);
            } else if (era == BackendEra.AUTO && refusedToInitialize(problem)) {
                afterRefusal(peer, bare(problem), opened);
            } else {
                opened.completeExceptionally(bare(problem));
            }
        });
        return opened;
    }

    private CompletionStage<BackendSession> handshake(MessageLink link, SessionPeer peer) {
        try {
            return LegacyBackend.open(link, peer, context, limits);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("Backend '{}' could not be opened", context.name(), e);
            link.close(Duration.ZERO);
            return CompletableFuture.failedFuture(new McpException(TrestleError.BACKEND_UNAVAILABLE.failure(
                    "Cannot open backend '" + context.name() + "': this machine has no resources left for it")));
        }
    }

    /** Without what the stages on the way wrapped around it. */
    private static Throwable bare(Throwable problem) {
        return McpException.failureIn(problem).<Throwable>map(McpException::new).orElse(problem);
    }

    /** A server that has no sessions says so in one way or another; whether that is why is then found out. */
    private void afterRefusal(SessionPeer peer, Throwable refusal, CompletableFuture<BackendSession> opened) {
        translated(peer).whenComplete((session, problem) -> {
            if (problem == null) {
                verdict = Verdict.MODERN_ONLY;
                opened.complete(session);
            } else {
                opened.completeExceptionally(refusal);
            }
        });
    }

    private boolean refusedToInitialize(Throwable problem) {
        McpReply.Failure failure = McpException.failureIn(problem).orElse(null);
        if (failure == null) {
            return false;
        }
        if (failure.reason() == TrestleError.BACKEND_UNAVAILABLE && !links.silenceIsLegacy()) {
            // A URL may refuse in many ways; to ask it once more costs it nothing.
            return true;
        }
        int code = failure.error().code();
        return failure.reason() == TrestleError.INVALID_RESPONSE
                || (failure.reason() == null
                        && (code == Modern.UNSUPPORTED_VERSION
                                || code == Modern.HEADER_MISMATCH
                                || code == JsonRpcError.METHOD_NOT_FOUND
                                || code == JsonRpcError.INVALID_PARAMS
                                || code == JsonRpcError.INVALID_REQUEST));
    }

    private CompletionStage<BackendSession> translated(SessionPeer peer) {
        return modern().thenCompose(found -> found.isPresent()
                ? CompletableFuture.completedFuture(new TranslatedSession(found.get(), peer, context))
                : CompletableFuture.failedFuture(new McpException(noSuchEra())));
    }

    private McpReply.Failure noSuchEra() {
        return TrestleError.BACKEND_UNAVAILABLE.failure("Backend '" + context.name() + "' does not speak "
                + Modern.VERSION + "; set its era to legacy or auto");
    }

    /**
     * Opens it for clients without sessions.
     *
     * @return the server; empty if it is one that has sessions only; fails with {@link McpException}
     */
    public CompletionStage<Optional<BackendSession>> openStateless() {
        if (era == BackendEra.LEGACY || verdict == Verdict.LEGACY_ONLY) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return modern().thenCompose(found -> found.isEmpty() && era == BackendEra.MODERN
                ? CompletableFuture.failedFuture(new McpException(noSuchEra()))
                : CompletableFuture.completedFuture(found.map(server -> server)));
    }

    private CompletionStage<Optional<ModernBackend>> modern() {
        return links.modern().thenCompose(probe::probe).thenApply(found -> {
            // A server may have become another: the next client gets what it is now.
            if (found.isEmpty()) {
                verdict = Verdict.LEGACY_ONLY;
            } else if (verdict != Verdict.MODERN_ONLY) {
                verdict = Verdict.BOTH;
            }
            return found;
        });
    }
}
