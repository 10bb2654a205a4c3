package dev.trestle.mcp.policy.tools;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.call.TrestleError;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be known of the tools that a client has, as its server lists them: asked for when it is first needed, kept for a
 * while, and forgotten when the server says that its list has changed. Each client session has a list of its own, and so has each
 * principal without sessions: servers show different tools to different people. A list that is not there within the gateway's
 * {@code requestTimeout} cannot be had. Thread-safe; never blocks.
 *
 * @param <T> what is known of a tool
 */
public final class ToolLists<T> {

    private static final String CHANGED = "notifications/tools/list_changed";
    private static final Logger LOG = LoggerFactory.getLogger(ToolLists.class);
    private static final int MOST_PAGES = 20;
    private static final Duration RECENT = Duration.ofSeconds(1);

    private final InterceptorContext context;
    private final Duration ttl;
    private final Reader<T> reader;
    private final LongSupplier nanoTime;
    private final Recent<Key, Table<T>> tables;
    private final Set<String> withoutList = ConcurrentHashMap.newKeySet();

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

    private record Table<T>(CompletableFuture<Map<String, T>> tools, AtomicBoolean late, long since) {

        /** A list that did not come in time is not waited for again at once, or each call would take that long. */
        boolean isGood(long now, long age, long patience) {
            return tools.isCompletedExceptionally() ? late.get() && now - since < 2 * patience : now - since < age;
        }
    }

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
        Predicate<Table<T>> good =
                known -> known.isGood(now, age, context.requestTimeout().toNanos());
        Table<T> table = tables.get(key, good);
        if (table == null) {
            Table<T> fresh = new Table<>(new CompletableFuture<>(), new AtomicBoolean(), now);
            table = tables.computeIfAbsent(key, good, fresh);
            if (table.equals(fresh)) {
                ask(call, next, fresh);
            }
        }
        String name = call.target();
        return table.tools().thenApply(tools -> name == null ? Optional.empty() : Optional.ofNullable(tools.get(name)));
    }

    /** Nobody else holds what we ask to a deadline: the call that waits for it stands still meanwhile. */
    private void ask(McpCall call, McpBackend next, Table<T> table) {
        CompletableFuture<Map<String, T>> tools = table.tools();
        Cancellation asked = new Cancellation();
        Future<?> timer = context.scheduler()
                .schedule(
                        () -> context.callExecutor().execute(() -> tooLate(table, asked)),
                        context.requestTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        var unused = tools.whenComplete((list, problem) -> {
            timer.cancel(false);
            told(call.view(), problem);
        });
        try {
            list(call, next, asked, "", new HashMap<>(), 1).whenComplete((list, problem) -> {
                if (problem == null) {
                    tools.complete(list);
                } else {
                    tools.completeExceptionally(problem);
                }
            });
        } catch (RuntimeException | Error problem) {
            tools.completeExceptionally(problem);
            throw problem;
        }
    }

    private void tooLate(Table<T> table, Cancellation asked) {
        table.late().set(true);
        McpReply.Failure why = TrestleError.TIMEOUT.failure(
                "no answer to tools/list in " + context.requestTimeout().toMillis() + " ms (requestTimeout)");
        if (table.tools().completeExceptionally(new McpException(why))) {
            asked.cancel("timed out");
        }
    }

    /** Once for each server that has no list, until it has one again: each call would say so. */
    private void told(String view, @Nullable Throwable problem) {
        if (problem == null) {
            withoutList.remove(view);
        } else if (withoutList.add(view)) {
            LOG.warn(
                    "No list of the tools of backend '{}' can be had, so they are judged without it: {}",
                    view,
                    McpException.failureIn(problem)
                            .map(failure -> failure.error().message())
                            .orElseGet(() -> "it cannot be read"));
        }
    }

    private CompletionStage<Map<String, T>> list(
            McpCall call, McpBackend next, Cancellation asked, String cursor, Map<String, T> found, int page) {
        return next.call(listing(call, asked, cursor), Silent.NOBODY).thenCompose(reply -> {
            if (!(reply instanceof McpReply.Result result)) {
                return CompletableFuture.failedFuture(
                        reply instanceof McpReply.Failure failure
                                ? new McpException(failure)
                                : new IllegalStateException("no list"));
            }
            read(call.view(), result.json(), found);
            Object more = context.editor()
                    .member(result.json(), "nextCursor")
                    .map(context.decoder()::decode)
                    .orElse(null);
            return more instanceof String another && !another.isEmpty() && page < MOST_PAGES
                    ? list(call, next, asked, another, found, page + 1)
                    : CompletableFuture.completedFuture(found);
        });
    }

    private McpCall listing(McpCall call, Cancellation asked, String cursor) {
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
                .cancellation(asked)
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
