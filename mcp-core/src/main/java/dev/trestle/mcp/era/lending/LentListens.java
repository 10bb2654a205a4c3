package dev.trestle.mcp.era.lending;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.shape.ListenFilter;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of modern clients with a legacy server, which has one kind of news for all: each client is told what it
 * asked for, and a resource stays subscribed to as long as one of them wants it. Thread-safe.
 */
final class LentListens {

    private static final String UPDATED = "notifications/resources/updated";
    private static final SliceEditor EDITOR = new SliceEditor();
    private static final McpReply ENDED = new McpReply.Result(JsonSlice.of("{\"resultType\":\"complete\"}"), true);

    private final LentSession session;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final SharedSubscriptions subscriptions;

    LentListens(LentSession session) {
        this.session = session;
        this.subscriptions = new SharedSubscriptions(session);
    }

    /** One subscription. */
    private record Listener(
            ListenFilter filter, Set<String> uris, CallObserver observer, CompletableFuture<McpReply> reply) {}

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    CompletionStage<McpReply> listen(McpCall call, CallObserver observer) {
        Params params = call.params();
        ListenFilter wanted = ListenFilter.of(params == null ? JsonSlice.EMPTY_OBJECT : params.json());
        JsonSlice capabilities = EDITOR.member(session.session().server().initializeResult(), "capabilities")
                .orElse(JsonSlice.EMPTY_OBJECT);
        ListenFilter possible = wanted.within(capabilities);
        // Held as long as the subscription is; most are to lists only.
        Set<String> uris = possible.uris().isEmpty() ? Set.of() : new LinkedHashSet<>();
        CompletableFuture<McpReply> reply = new CompletableFuture<>();
        CompletableFuture<?>[] asked = possible.uris().stream()
                .map(uri -> subscriptions.join(uri).thenAccept(taken -> {
                    if (taken) {
                        synchronized (uris) {
                            uris.add(uri);
                        }
                    }
                }))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture[]::new);
        var unused =
                CompletableFuture.allOf(asked).thenRun(() -> begin(call, observer, possible.with(uris), uris, reply));
        return reply;
    }

    private void begin(
            McpCall call,
            CallObserver observer,
            ListenFilter honoured,
            Set<String> uris,
            CompletableFuture<McpReply> reply) {
        JsonSlice ack =
                JsonWriter.object().put("notifications", honoured.toJson()).toSlice();
        Listener listener = new Listener(honoured, uris, observer, reply);
        observer.notified(new Notification("notifications/subscriptions/acknowledged", Params.of(ack)));
        if (honoured.isEmpty() || session.isOver()) {
            release(uris);
            reply.complete(ENDED);
            return;
        }
        listeners.add(listener);
        call.cancellation().onCancel(reason -> end(listener, TrestleError.CANCELLED.failure("The call was cancelled")));
    }

    private void end(Listener listener, McpReply reply) {
        if (listeners.remove(listener)) {
            release(listener.uris());
            listener.reply().complete(reply);
        }
    }

    private void release(Set<String> uris) {
        if (!session.isOver()) {
            uris.forEach(subscriptions::leave);
        }
    }

    /** Whether it is something that can be listened for. */
    static boolean isNews(Notification notification) {
        return notification.method().equals(UPDATED) || notification.method().endsWith("/list_changed");
    }

    /** Tells whoever listens for it. */
    void heard(Notification notification) {
        String method = notification.method();
        String uri = method.equals(UPDATED) ? uriOf(notification.params()) : null;
        for (Listener listener : listeners) {
            if (listener.filter().wants(method, uri)) {
                listener.observer().notified(notification);
            }
        }
    }

    private static @Nullable String uriOf(@Nullable Params params) {
        return params == null
                ? null
                : EDITOR.member(params.json(), "uri").map(SliceEditor::text).orElse(null);
    }

    /** The server is gone: whoever listens is told, and may begin anew. */
    void lost() {
        listeners.forEach(listener -> end(listener, ENDED));
    }
}
