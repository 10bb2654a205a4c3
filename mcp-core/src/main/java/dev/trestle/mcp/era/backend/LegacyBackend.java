package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.link.RequestCorrelator;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.spi.ServerDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server of the legacy era behind a link: handshake once, then calls by the correlator. The server's own requests go to
 * the call on whose answer they came or, where the link does not say, to the call that is running, if there is just one, and
 * otherwise to the session.
 */
final class LegacyBackend implements BackendSession {

    private final MessageLink link;
    private final RequestCorrelator correlator;
    private final ServerDescription server;
    private final CompletableFuture<McpReply.Failure> ended;
    private final BackendContext context;
    private final StandingRequests standing;

    private LegacyBackend(Handshake handshake, ServerDescription server) {
        this.link = handshake.link;
        this.correlator = handshake.correlator;
        this.ended = handshake.requests.ended();
        this.context = handshake.context;
        this.standing = handshake.standing;
        this.server = server;
    }

    /**
     * Introduces the client to the server over a link that was not opened yet: with the client's own {@code initialize}
     * params, so that the server sees the client as if it were connected directly. {@code notifications/initialized} is left
     * to the client (2025-11-25, `lifecycle`).
     *
     * @param link the link
     * @param peer the client's end
     * @param context the gateway's executors and listener
     * @param limits the bounds
     * @return the session; fails with {@link McpException}, and the link closed, if the handshake does not succeed or the
     *     client's session ends before
     */
    public static CompletionStage<BackendSession> open(
            MessageLink link, SessionPeer peer, BackendContext context, LinkLimits limits) {
        return new Handshake(link, peer, context, limits).run(limits.startTimeout());
    }

    /**
     * Introduces the client as {@link #open(MessageLink, SessionPeer, BackendContext, LinkLimits)} does, with the default
     * bounds but for one.
     *
     * @param link the link
     * @param peer the client's end
     * @param context the gateway's executors and listener
     * @param startTimeout how long the handshake may take
     * @return the session, as there
     */
    public static CompletionStage<BackendSession> open(
            MessageLink link, SessionPeer peer, BackendContext context, Duration startTimeout) {
        LinkLimits usual = LinkLimits.DEFAULT;
        return open(link, peer, context, new LinkLimits(usual.maxPending(), usual.maxQuestions(), startTimeout));
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        return standing.watch(call, correlator.call(call, observer));
    }

    @Override
    public boolean namesCalls() {
        return link.namesRequests();
    }

    @Override
    public ServerDescription server() {
        return server;
    }

    @Override
    public void notified(Notification notification) {
        correlator.send(notification);
    }

    @Override
    public CompletionStage<McpReply.Failure> ended() {
        return ended.copy();
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        correlator.fail(
                TrestleError.SESSION_ENDED.failure("The session with backend '" + context.name() + "' was closed"));
        return link.close(grace);
    }

    private static final class Handshake {
        private final MessageLink link;
        private final SessionPeer peer;
        private final BackendContext context;
        private final StandingRequests standing;
        private final ServerRequests requests;
        private final RequestCorrelator correlator;
        private final AtomicBoolean decided = new AtomicBoolean();

        Handshake(MessageLink link, SessionPeer peer, BackendContext context, LinkLimits limits) {
            this.link = link;
            this.peer = peer;
            this.context = context;
            this.standing = new StandingRequests(context.name(), limits.maxPending(), new SessionObserver(peer));
            this.requests = new ServerRequests(peer, limits.maxQuestions(), standing);
            this.correlator = new RequestCorrelator(link, context, limits.maxPending(), requests);
            requests.answerBy(correlator);
        }

        CompletionStage<BackendSession> run(Duration startTimeout) {
            CompletableFuture<BackendSession> opened = new CompletableFuture<>();
            Future<?> timer = context.scheduler()
                    .schedule(
                            () -> context.callExecutor().execute(() -> fail(opened, tooSlow(startTimeout))),
                            startTimeout.toNanos(),
                            TimeUnit.NANOSECONDS);
            correlator.open();
            peer.onEnd(() -> abandon(opened));
            correlator.call(initialize(), new SessionObserver(peer)).thenAccept(reply -> {
                timer.cancel(false);
                if (reply instanceof McpReply.Result result) {
                    accept(opened, result.json());
                } else {
                    fail(opened, (McpReply.Failure) reply);
                }
            });
            return opened;
        }

        private McpCall initialize() {
            ClientDescription client = peer.client();
            return McpCall.builder()
                    .view(context.name())
                    .method("initialize")
                    .params(Params.of(client.initializeParams()))
                    .metadata(new CallMetadata(
                            client.protocolVersion(), client.clientInfo(), client.capabilities(), null))
                    .principal(client.principal())
                    .session(client.session())
                    .decoder(new StrictJsonDecoder())
                    .build();
        }

        private void accept(CompletableFuture<BackendSession> opened, JsonSlice result) {
            String version = versionOf(result);
            Optional<LegacyRules> rules = LegacyRules.of(version);
            if (rules.isEmpty()) {
                fail(
                        opened,
                        TrestleError.BACKEND_UNAVAILABLE.failure("Backend '" + context.name()
                                + "' answered initialize with a protocol version that is not one of "
                                + LegacyRules.versions()));
                return;
            }
            if (rules.get().batches()) {
                correlator.acceptBatches();
            }
            if (decided.compareAndSet(false, true)) {
                opened.complete(new LegacyBackend(this, new ServerDescription(version, result)));
            }
        }

        private static String versionOf(JsonSlice result) {
            try {
                JsonSlice version =
                        new SliceEditor().member(result, "protocolVersion").orElse(JsonSlice.NULL);
                return String.valueOf(new StrictJsonDecoder().decode(version));
            } catch (JsonException e) {
                return "";
            }
        }

        private void fail(CompletableFuture<BackendSession> opened, McpReply.Failure why) {
            if (decided.compareAndSet(false, true)) {
                link.close(Duration.ZERO);
                opened.completeExceptionally(new McpException(why));
            }
        }

        /** Nobody waits for the session any more: what was started for it ends first, then its opening. */
        private void abandon(CompletableFuture<BackendSession> opened) {
            if (decided.compareAndSet(false, true)) {
                McpReply.Failure why = TrestleError.SESSION_ENDED.failure(
                        "The session ended before backend '" + context.name() + "' was ready");
                link.close(Duration.ZERO)
                        .whenComplete((gone, problem) -> opened.completeExceptionally(new McpException(why)));
            }
        }

        private McpReply.Failure tooSlow(Duration startTimeout) {
            return TrestleError.BACKEND_UNAVAILABLE.failure("Backend '" + context.name()
                    + "' did not answer initialize within " + startTimeout.toMillis() + " ms (startTimeout)");
        }
    }

    /** What a server says or asks before its session is open belongs to no call. */
    private record SessionObserver(SessionPeer peer) implements CallObserver {
        @Override
        public void notified(Notification notification) {
            peer.notified(notification);
        }

        @Override
        public CompletionStage<InputAnswer> ask(InputRequest request) {
            return peer.ask(request);
        }
    }
}
