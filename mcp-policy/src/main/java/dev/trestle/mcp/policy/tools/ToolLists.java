package dev.trestle.mcp.policy.tools;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is to be known of the tools that a client has, as its server lists them: asked for when it is first needed, kept for a
 * while, and forgotten when the server says that its list has changed. Each client session has a list of its own, and so has each
 * principal without sessions: servers show different tools to different people. Thread-safe; never blocks.
 *
 * @param <T> what is known of a tool
 */
public final class ToolLists<T> {

    private static final String CHANGED = "notifications/tools/list_changed";
    private static final int MOST_PAGES = 20;
    private static final Duration RECENT = Duration.ofSeconds(1);

    private final InterceptorContext context;
    private final Duration ttl;
    private final Reader<T> reader;
    private final LongSupplier nanoTime;
    private final Recent<Key, Table<T>> tables;

    /**
     * Knows of no list yet.
     *
     * @param context what the gateway lends
     * @param ttl how long a list is believed
     * @param maxLists how many lists are kept
     * @param reader takes from a tool what is to be known
     * @param nanoTime a monotonic clock
     */
    public ToolLists(InterceptorContext context, Duration ttl, int maxLists, Reader<T> reader, LongSupplier nanoTime) {
        this.context = context;
        this.ttl = ttl;
        this.reader = reader;
        this.nanoTime = nanoTime;
        this.tables = new Recent<>(maxLists);
    }

    /**
     * Takes from a tool what is to be known.
     *
     * @param <T> what that is
     */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * Reads.
         *
         * @param view the backend's name
         * @param name the tool's name
         * @param tool the tool as listed
         * @return what is to be known of it
         */
        T read(String view, String name, JsonSlice tool);
    }

    private record Key(String view, @Nullable SessionKey session, Principal principal, JsonSlice capabilities) {
        static Key of(McpCall call) {
            return new Key(
                    call.view(),
                    call.session(),
                    call.principal(),
                    call.metadata().capabilities());
        }
    }

    private record Table<T>(CompletableFuture<Map<String, T>> tools, long since) {}

    /**
     * What is known of the tool that is called.
     *
     * @param call the call
     * @param next where to ask for the list
     * @param anew whether the list is asked for again unless that was done just now: before anybody is refused for it
     * @return empty if the server does not list the tool; fails if no list can be had
     */
    public CompletionStage<Optional<T>> of(McpCall call, McpBackend next, boolean anew) {
        Key key = Key.of(call);
        long now = nanoTime.getAsLong();
        long age = Math.min(ttl.toNanos(), anew ? RECENT.toNanos() : Long.MAX_VALUE);
        Table<T> fresh = new Table<>(new CompletableFuture<>(), now);
        Table<T> table = tables.computeIfAbsent(
                key, known -> now - known.since() < age && !known.tools().isCompletedExceptionally(), fresh);
        if (table.equals(fresh)) {
            list(call, next, "", new HashMap<>(), 1).whenComplete((tools, problem) -> {
                if (problem == null) {
                    fresh.tools().complete(tools);
                } else {
                    fresh.tools().completeExceptionally(problem);
                }
            });
        }
        String name = call.target();
        return table.tools().thenApply(tools -> name == null ? Optional.empty() : Optional.ofNullable(tools.get(name)));
    }

    private CompletionStage<Map<String, T>> list(
            McpCall call, McpBackend next, String cursor, Map<String, T> found, int page) {
        return next.call(listing(call, cursor), Silent.NOBODY).thenCompose(reply -> {
            if (!(reply instanceof McpReply.Result result)) {
                return CompletableFuture.failedFuture(new IllegalStateException("no list"));
            }
            read(call.view(), result.json(), found);
            Object more = context.editor()
                    .member(result.json(), "nextCursor")
                    .map(context.decoder()::decode)
                    .orElse(null);
            return more instanceof String another && !another.isEmpty() && page < MOST_PAGES
                    ? list(call, next, another, found, page + 1)
                    : CompletableFuture.completedFuture(found);
        });
    }

    private McpCall listing(McpCall call, String cursor) {
        CallMetadata who = call.metadata();
        JsonSlice params = cursor.isEmpty()
                ? JsonSlice.EMPTY_OBJECT
                : JsonWriter.object().put("cursor", cursor).toSlice();
        return McpCall.builder()
                .view(call.view())
                .method("tools/list")
                .params(Params.of(params))
                .metadata(new CallMetadata(who.protocolVersion(), who.clientInfo(), who.capabilities(), null))
                .principal(call.principal())
                .session(call.session())
                .decoder(context.decoder())
                .build();
    }

    private void read(String view, JsonSlice result, Map<String, T> found) {
        context.editor()
                .member(result, "tools")
                .ifPresent(tools -> context.editor().filter(tools, tool -> {
                    Object name = context.editor()
                            .member(tool, "name")
                            .map(context.decoder()::decode)
                            .orElse(null);
                    if (name instanceof String text) {
                        found.put(text, reader.read(view, text, tool));
                    }
                    return true;
                }));
    }

    /**
     * A client that is listened to, to know when its list has changed.
     *
     * @param observer the client
     * @param call its call
     * @return the client for the rest of the way
     */
    public CallObserver hearing(CallObserver observer, McpCall call) {
        return new Hearing(observer, () -> changed(call));
    }

    /**
     * Likewise, for what is said outside calls.
     *
     * @param peer the client
     * @param view the backend's name
     * @return the client for the rest of the way
     */
    public SessionPeer hearing(SessionPeer peer, String view) {
        return new HearingPeer(peer, () -> changed(view, peer.client().session()));
    }

    private void changed(McpCall call) {
        SessionKey session = call.session();
        if (session == null) {
            tables.removeIf(key -> key.view().equals(call.view())
                    && key.session() == null
                    && key.principal().equals(call.principal()));
        } else {
            changed(call.view(), session);
        }
    }

    private void changed(String view, SessionKey session) {
        tables.removeIf(key -> key.view().equals(view) && session.equals(key.session()));
    }

    static boolean isChange(Notification notification) {
        return notification.method().equals(CHANGED);
    }
}
