package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.shape.LegacyParams;
import dev.trestle.mcp.era.shape.ListenFilter;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one subscription that a session of a legacy client has with a server of 2026-07-28. What the client wants to hear of
 * changes: then a new subscription is opened before the old one is ended, so that nothing is missed. One that ends by itself is
 * opened anew, and the client told that anything may have changed. Thread-safe.
 */
final class KeptListen {

    private static final Duration ACKNOWLEDGED = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE = 250;
    private static final long LONGEST_PAUSE = 30_000;
    private static final McpReply EMPTY = new McpReply.Result(JsonSlice.EMPTY_OBJECT);

    private final ModernBackend server;
    private final SessionPeer peer;
    private final BackendContext context;
    private final Set<String> uris = new LinkedHashSet<>();
    private @Nullable Listening current;
    private CompletionStage<ListenFilter> last =
            CompletableFuture.completedFuture(new ListenFilter(false, false, false, Set.of()));
    private boolean begun;
    private boolean closed;
    private long pause = FIRST_PAUSE;

    KeptListen(ModernBackend server, SessionPeer peer, BackendContext context) {
        this.server = server;
        this.peer = peer;
        this.context = context;
    }

    /** The client may be told of changes from now on. */
    void begin() {
        synchronized (this) {
            if (begun || closed) {
                return;
            }
            begun = true;
        }
        if (!wanted().isEmpty()) {
            open(false);
        }
    }

    private ListenFilter wanted() {
        Set<String> all;
        synchronized (this) {
            all = new LinkedHashSet<>(uris);
        }
        return new ListenFilter(true, true, true, all).within(capabilities());
    }

    private JsonSlice capabilities() {
        return new SliceEditor()
                .member(server.server().initializeResult(), "capabilities")
                .orElse(JsonSlice.EMPTY_OBJECT);
    }

    CompletionStage<McpReply> subscribe(@Nullable String uri) {
        if (uri == null) {
            return refusal(JsonRpcError.INVALID_PARAMS, "params.uri must be a string");
        }
        if (new ListenFilter(false, false, false, Set.of(uri))
                .within(capabilities())
                .isEmpty()) {
            return refusal(JsonRpcError.METHOD_NOT_FOUND, "The server has no subscriptions to resources");
        }
        synchronized (this) {
            if (!uris.add(uri)) {
                return CompletableFuture.completedFuture(EMPTY);
            }
            begun = true;
        }
        return open(false)
                .thenCompose(honoured -> {
                    if (honoured.uris().contains(uri)) {
                        return CompletableFuture.completedFuture(EMPTY);
                    }
                    synchronized (this) {
                        uris.remove(uri);
                    }
                    return refusal(
                            JsonRpcError.INVALID_PARAMS, "The server did not take the subscription to this resource");
                })
                .exceptionally(problem -> {
                    synchronized (this) {
                        uris.remove(uri);
                    }
                    return TrestleError.BACKEND_UNAVAILABLE.failure(
                            "The server did not acknowledge the subscription in time");
                });
    }

    CompletionStage<McpReply> unsubscribe(@Nullable String uri) {
        boolean known;
        synchronized (this) {
            known = uri != null && uris.remove(uri);
        }
        return known ? open(false).handle((honoured, problem) -> EMPTY) : CompletableFuture.completedFuture(EMPTY);
    }

    private static CompletionStage<McpReply> refusal(int code, String message) {
        return CompletableFuture.completedFuture(new McpReply.Failure(JsonRpcError.of(code, message)));
    }

    /** One after the other, so that each answer is about what its client asked for. */
    private CompletionStage<ListenFilter> open(boolean afterGap) {
        CompletableFuture<ListenFilter> opened = new CompletableFuture<>();
        CompletionStage<ListenFilter> turn;
        synchronized (this) {
            turn = last;
            last = opened;
        }
        var unused = turn.handle((before, problem) -> next(afterGap))
                .thenCompose(Function.identity())
                .whenComplete((honoured, problem) -> {
                    if (problem == null) {
                        opened.complete(honoured);
                    } else {
                        opened.completeExceptionally(problem);
                    }
                });
        return opened;
    }

    /** Opens what is wanted now, and ends what was open when that is acknowledged or came to nothing. */
    private CompletionStage<ListenFilter> next(boolean afterGap) {
        Listening next = new Listening(wanted());
        Listening before;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new IllegalStateException("closed"));
            }
            before = current;
            current = next;
        }
        CompletionStage<ListenFilter> ready = next.acknowledged
                .whenComplete((honoured, problem) -> {
                    if (before != null) {
                        before.cancel();
                    }
                    if (problem != null) {
                        next.cancel();
                    }
                })
                .thenApply(honoured -> {
                    if (afterGap) {
                        synchronized (this) {
                            pause = FIRST_PAUSE;
                        }
                        honoured.news().forEach(peer::notified);
                    }
                    return honoured;
                });
        next.start();
        return ready;
    }

    private void over(Listening ended) {
        long wait;
        synchronized (this) {
            if (closed || current != ended) {
                return;
            }
            current = null;
            wait = pause;
            pause = Math.min(LONGEST_PAUSE, pause * 2);
        }
        if (ended.wanted.isEmpty() || server.isOver()) {
            return;
        }
        try {
            Future<?> unused = context.scheduler()
                    .schedule(() -> context.callExecutor().execute(this::reopen), wait, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    private void reopen() {
        var unused = open(true);
    }

    void close() {
        Listening open;
        synchronized (this) {
            closed = true;
            open = current;
            current = null;
        }
        if (open != null) {
            open.cancel();
        }
    }

    /** One subscription. */
    private final class Listening implements CallObserver {
        private final ListenFilter wanted;
        private final Cancellation cancellation = new Cancellation();
        private final CompletableFuture<ListenFilter> acknowledged = new CompletableFuture<>();
        private volatile boolean left;

        Listening(ListenFilter wanted) {
            this.wanted = wanted;
        }

        void start() {
            var unused = acknowledged.orTimeout(ACKNOWLEDGED.toMillis(), TimeUnit.MILLISECONDS);
            JsonSlice params =
                    JsonWriter.object().put("notifications", wanted.toJson()).toSlice();
            McpCall call = McpCall.builder()
                    .method("subscriptions/listen")
                    .params(Params.of(params))
                    .metadata(
                            new CallMetadata(Modern.VERSION, peer.client().clientInfo(), JsonSlice.EMPTY_OBJECT, null))
                    .principal(peer.client().principal())
                    .cancellation(cancellation)
                    .standing(true)
                    .decoder(new StrictJsonDecoder())
                    .build();
            server.call(call, this).thenAccept(reply -> {
                acknowledged.completeExceptionally(new IllegalStateException("the subscription was refused"));
                over(this);
            });
        }

        /** Ends it; what the server says until it hears of that is told to nobody. */
        void cancel() {
            left = true;
            cancellation.cancel("no longer needed");
        }

        @Override
        public void notified(Notification notification) {
            if (left) {
                return;
            }
            Params params = notification.params();
            if (notification.method().equals("notifications/subscriptions/acknowledged")) {
                acknowledged.complete(ListenFilter.of(params == null ? JsonSlice.EMPTY_OBJECT : params.json()));
            } else {
                peer.notified(new Notification(
                        notification.method(), params == null ? null : Params.of(LegacyParams.of(params.json()))));
            }
        }

        @Override
        public CompletionStage<InputAnswer> ask(InputRequest request) {
            return new Deaf().ask(request);
        }
    }
}
