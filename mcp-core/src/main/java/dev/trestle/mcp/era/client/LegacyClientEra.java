package dev.trestle.mcp.era.client;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.CancelledNotice;
import dev.trestle.mcp.codec.EnvelopeWriter;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Response;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.session.ClientStream;
import dev.trestle.mcp.session.McpSession;
import dev.trestle.mcp.session.McpSession.Admission;
import dev.trestle.mcp.session.McpSession.Established;
import dev.trestle.mcp.session.SessionOwner;
import dev.trestle.mcp.session.SessionRegistry;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.ClientDescription;
import dev.trestle.mcp.spi.SessionLimits;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * How a client of the legacy era becomes calls: its {@code initialize} opens a session with a backend, its requests become
 * calls, its cancellations end them, its answers reach whoever asked (2025-11-25, `lifecycle`, `transports`). Knows no
 * transport: HTTP and stdio bring messages and streams. Methods neither block nor, unless they say so, throw. Thread-safe.
 */
public final class LegacyClientEra {

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

    private final Function<String, Optional<BackendFactory>> views;
    private final BackendContext context;
    private final SessionRegistry registry;
    private final JsonDecoder decoder = new StrictJsonDecoder();
    private final Introduction introduction = new Introduction(decoder);
    private final Future<?> sweeper;

    /**
     * Prepares to serve clients.
     *
     * @param views finds the backend of a view
     * @param context the gateway's executors, scheduler and listener
     * @param limits the bounds of sessions
     */
    public LegacyClientEra(
            Function<String, Optional<BackendFactory>> views, BackendContext context, SessionLimits limits) {
        this(views, context, limits, System::nanoTime);
    }

    /**
     * Prepares to serve clients by another clock.
     *
     * @param views finds the backend of a view
     * @param context the gateway's executors, scheduler and listener
     * @param limits the bounds of sessions
     * @param nanoTime a monotonic clock, in nanoseconds
     */
    public LegacyClientEra(
            Function<String, Optional<BackendFactory>> views,
            BackendContext context,
            SessionLimits limits,
            LongSupplier nanoTime) {
        this.views = views;
        this.context = context;
        this.registry = new SessionRegistry(limits, context.scheduler(), nanoTime);
        long interval = limits.sweepInterval().toNanos();
        this.sweeper =
                context.scheduler().scheduleWithFixedDelay(this::sweep, interval, interval, TimeUnit.NANOSECONDS);
    }

    /**
     * Makes room for a session that is no single client's of an address: the only one there is, or one that several share.
     *
     * @param view the view that the client uses
     * @param principal who the client is
     * @return a session that is not established yet
     * @throws McpException if there is no room
     */
    public McpSession open(String view, Principal principal) {
        return open(view, new SessionOwner(principal, ""));
    }

    /**
     * Makes room for a session, so that its id is known before its backend has answered.
     *
     * @param view the view that the client uses
     * @param owner who the client is, and where
     * @return a session that is not established yet
     * @throws McpException if there is no room
     */
    public McpSession open(String view, SessionOwner owner) {
        return registry.open(view, owner);
    }

    /**
     * Makes room for a session under an id that the client chose.
     *
     * @param id visible ASCII
     * @param view the view that the client uses
     * @param owner who the client is, and where
     * @return a session that is not established yet; empty if there is one of this id
     * @throws McpException if there is no room
     */
    public Optional<McpSession> open(String id, String view, SessionOwner owner) {
        return registry.open(id, view, owner);
    }

    /**
     * Handles {@code initialize} of a client that joins a session: it is given the answer that the first was given.
     *
     * @param session a session, established or about to be
     * @param request the request
     * @param stream where the answer goes
     */
    public void join(McpSession session, Request request, ClientStream stream) {
        session.opened()
                .thenAccept(opened -> opened.ifPresentOrElse(
                        ends -> stream.finish(EnvelopeWriter.result(
                                request.id(), ends.backend().server().initializeResult())),
                        () -> stream.fail(request.id(), ended())));
    }

    /**
     * Opens the backend of a session whose client does not introduce itself: the gateway does so, as a client that can
     * nothing in particular.
     *
     * @param session a session that is not established yet
     * @param version the protocol version to speak
     * @return completes, never exceptionally, with empty once requests are taken, or with why it cannot be opened; then the
     *     session is ended
     */
    public CompletionStage<Optional<McpReply.Failure>> adopt(McpSession session, String version) {
        return connect(session, Introduction.ours(session, version)).thenApply(failure -> {
            if (failure.isEmpty()) {
                session.established().ifPresent(ends -> ends.backend().notified(Introduction.DONE));
            }
            return failure;
        });
    }

    /**
     * Handles {@code initialize}: opens the backend and passes its answer on. If that fails the session is ended and the
     * stream told why.
     *
     * @param session a session that is not established yet
     * @param request the request
     * @param stream where the answer goes
     */
    public void initialize(McpSession session, Request request, ClientStream stream) {
        Optional<ClientDescription> client = introduction.read(session, request);
        if (client.isEmpty()) {
            JsonRpcError error = JsonRpcError.of(
                    JsonRpcError.INVALID_PARAMS,
                    "initialize needs params with protocolVersion (a string) and capabilities (an object)");
            end(session);
            stream.fail(request.id(), new McpReply.Failure(error));
            return;
        }
        AtomicBoolean answered = new AtomicBoolean();
        stream.onClientGone(() -> {
            if (!answered.get()) {
                end(session);
            }
        });
        connect(session, client.get()).thenAccept(failure -> {
            answered.set(true);
            failure.ifPresentOrElse(why -> stream.fail(request.id(), why), () -> join(session, request, stream));
        });
    }

    /** Opens the backend; empty once the session is established, or why it is not, and then it is ended. */
    private CompletionStage<Optional<McpReply.Failure>> connect(McpSession session, ClientDescription client) {
        return backend(session, client).handle((backend, problem) -> {
            Optional<McpReply.Failure> failure = problem != null
                    ? Optional.of(failureOf(problem))
                    : establish(session, client, backend) ? Optional.empty() : Optional.of(ended());
            if (failure.isPresent()) {
                end(session);
            }
            return failure;
        });
    }

    private boolean establish(McpSession session, ClientDescription client, BackendSession backend) {
        LegacyRules rules = LegacyRules.negotiate(backend.server().protocolVersion());
        if (!session.establish(new Established(client, rules, backend))) {
            backend.close(CLOSE_GRACE);
            return false;
        }
        backend.onEnd(why -> end(session));
        return true;
    }

    private static McpReply.Failure ended() {
        return TrestleError.SESSION_ENDED.failure("The session was ended");
    }

    private CompletionStage<BackendSession> backend(McpSession session, ClientDescription client) {
        return views.apply(session.view())
                .map(view -> view.open(new LegacyPeer(session, client, context)))
                .orElseGet(() -> CompletableFuture.failedFuture(new McpException(
                        TrestleError.BACKEND_UNAVAILABLE.failure("There is no backend '" + session.view() + "'"))));
    }

    private static McpReply.Failure failureOf(Throwable problem) {
        return McpException.failureIn(problem)
                .orElseGet(() -> TrestleError.INTERNAL.failure("The session could not be opened"));
    }

    /**
     * Finds an open session, which counts as a sign of life.
     *
     * @param id what the client names it by
     * @param view the view that the client uses
     * @param principal who asks
     * @return empty if there is none for him
     */
    public Optional<McpSession> session(String id, String view, Principal principal) {
        Optional<McpSession> found = registry.find(id, view, principal);
        found.ifPresent(McpSession::touch);
        return found;
    }

    /**
     * Handles a request other than {@code initialize}.
     *
     * @param session its session
     * @param request the request
     * @param stream where its answer goes; finished exactly once
     */
    public void request(McpSession session, Request request, ClientStream stream) {
        request(session, request.id(), request, stream);
    }

    /**
     * Handles a request other than {@code initialize} of one of several clients that share a session, and may use the same
     * ids in it.
     *
     * @param session their session
     * @param key what the request is known by in the session while it runs; its answer has the id of the request
     * @param request the request
     * @param stream where its answer goes; finished exactly once
     */
    public void request(McpSession session, RequestId key, Request request, ClientStream stream) {
        if (request.method().equals("ping")) {
            stream.finish(EnvelopeWriter.result(request.id(), JsonSlice.EMPTY_OBJECT));
            return;
        }
        Established ends = session.established().orElse(null);
        if (ends == null) {
            JsonRpcError error = JsonRpcError.of(JsonRpcError.INVALID_REQUEST, "The session is not initialized yet");
            stream.fail(request.id(), new McpReply.Failure(error));
            return;
        }
        Cancellation cancellation = new Cancellation();
        Admission admission = session.begin(key, stream, cancellation);
        if (admission == Admission.DUPLICATE_ID) {
            stream.fail(request.id(), TrestleError.DUPLICATE_ID.failure("A request with this id is still running"));
        } else if (admission == Admission.TOO_MANY) {
            stream.fail(
                    request.id(),
                    TrestleError.BUSY.failure("The session has as many requests running as it may (maxInFlight)"));
        } else {
            McpCall call = call(session, ends.client(), request, cancellation);
            LegacyCallObserver observer = new LegacyCallObserver(session, stream);
            ends.backend().call(call, observer).thenAccept(reply -> {
                if (reply instanceof McpReply.InputRequired asked) {
                    loop(ends, call, observer).run(asked).thenAccept(last -> end(session, key, request, stream, last));
                } else {
                    end(session, key, request, stream, reply);
                }
            });
        }
    }

    private InputLoop loop(Established ends, McpCall call, LegacyCallObserver observer) {
        JsonSlice capabilities = ends.client().capabilities();
        return new InputLoop(ends.backend(), context, observer, ends.rules(), capabilities, call);
    }

    private static void end(McpSession session, RequestId key, Request request, ClientStream stream, McpReply reply) {
        session.end(key);
        answer(request.id(), stream, reply);
    }

    private McpCall call(McpSession session, ClientDescription client, Request request, Cancellation cancellation) {
        JsonSlice token = request.params() == null ? null : request.params().progressToken();
        return McpCall.builder()
                .view(session.view())
                .method(request.method())
                .params(request.params())
                .metadata(new CallMetadata(client.protocolVersion(), client.clientInfo(), client.capabilities(), token))
                .principal(session.principal())
                .session(session.key())
                .requestId(request.id())
                .cancellation(cancellation)
                .decoder(decoder)
                .build();
    }

    private static void answer(RequestId id, ClientStream stream, McpReply reply) {
        if (reply instanceof McpReply.Failure failure && failure.reason() != TrestleError.CANCELLED) {
            stream.fail(id, failure);
        } else {
            stream.finish(reply instanceof McpReply.Result result ? EnvelopeWriter.result(id, result.json()) : null);
        }
    }

    /**
     * Handles whatever a client says that is no request.
     *
     * @param session its session
     * @param message a notification or an answer
     */
    public void aside(McpSession session, JsonRpcMessage message) {
        if (message instanceof Notification notification) {
            notified(session, notification);
        } else if (message instanceof Response response) {
            answered(session, response);
        }
    }

    /**
     * Handles a notification of the client.
     *
     * @param session its session
     * @param notification the notification
     */
    public void notified(McpSession session, Notification notification) {
        if (notification.method().equals(CancelledNotice.METHOD)) {
            CancelledNotice.read(notification.params())
                    .ifPresent(notice -> session.cancel(notice.requestId(), notice.reason()));
            return;
        }
        session.established().ifPresent(ends -> ends.backend().notified(notification));
    }

    /**
     * Handles the client's answer to a question; one that nobody waits for is dropped.
     *
     * @param session its session
     * @param response the answer
     */
    public void answered(McpSession session, Response response) {
        session.answered(response);
    }

    /**
     * Opens a stream for what belongs to no call.
     *
     * @param session its session
     * @param stream stays open until the client goes or the session ends
     * @throws McpException if the session has as many as it may
     */
    public void listen(McpSession session, ClientStream stream) {
        if (!session.listen(stream)) {
            throw new McpException(TrestleError.LIMIT_REACHED.failure(
                    "The session has as many streams open as it may (maxStreamsPerSession)"));
        }
    }

    /**
     * Ends a session and its backend.
     *
     * @param session the session
     * @return completes when nothing is left of it
     */
    public CompletionStage<Void> end(McpSession session) {
        return end(session, CLOSE_GRACE);
    }

    private CompletionStage<Void> end(McpSession session, Duration grace) {
        registry.end(session);
        return session.established()
                .map(ends -> ends.backend().close(grace))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private void sweep() {
        registry.idle().forEach(this::end);
    }

    /**
     * Ends all sessions and opens no more.
     *
     * @param grace how long backends are given to end by themselves
     * @return completes when nothing is left of them
     */
    public CompletionStage<Void> close(Duration grace) {
        sweeper.cancel(false);
        registry.close();
        return CompletableFuture.allOf(registry.all().stream()
                .map(session -> end(session, grace).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    /**
     * How many sessions and listening streams there are.
     *
     * @return suppliers by name
     */
    public Map<String, LongSupplier> gauges() {
        return Map.of(
                "sessions",
                registry::size,
                "streams",
                () -> registry.all().stream()
                        .mapToLong(session -> session.listeners())
                        .sum());
    }
}
