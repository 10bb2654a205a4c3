package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.header.MirroredParams;
import dev.trestle.mcp.era.header.ToolHeaders;
import dev.trestle.mcp.era.shape.Typed;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.McpBackend;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the server behind a view: how it introduced itself, and which arguments its tools want mirrored in headers.
 * Asked of the server through the whole pipeline, kept for a while, and asked again before anybody is refused because of it.
 * Thread-safe.
 */
final class ViewFacts {

    private static final Duration FRESH = Duration.ofSeconds(60);
    private static final Duration RECENT = Duration.ofSeconds(1);
    private static final int MOST_PAGES = 20;
    private static final int MOST_ENTRIES = 1_000;

    /** A tool that runs as a task is listed for clients that know tasks, and may want headers as any other. */
    private static final CallMetadata KNOWS_TASKS = new CallMetadata(
            Modern.VERSION,
            Modern.ourselves().clientInfo(),
            JsonWriter.write(Map.of(ModernMethods.EXTENSIONS, Map.of(Modern.TASKS, Map.of()))),
            null);

    private static final Typed.Stamp NAMELESS = new Typed.Stamp(null);

    private final Function<String, Optional<McpBackend>> views;
    private final LongSupplier nanoTime;
    private final Map<Key, Entry<Introduced>> introductions = new ConcurrentHashMap<>();
    private final Map<Key, Entry<Map<String, MirroredParams>>> tools = new ConcurrentHashMap<>();
    private final Map<String, Typed.Stamp> stamps = new ConcurrentHashMap<>();

    ViewFacts(Function<String, Optional<McpBackend>> views, LongSupplier nanoTime) {
        this.views = views;
        this.nanoTime = nanoTime;
    }

    private record Key(String view, Principal principal) {}

    private record Entry<T>(CompletableFuture<T> value, long since, AtomicBoolean asked) {

        Entry(long since) {
            this(new CompletableFuture<>(), since, new AtomicBoolean());
        }

        /** Whether the caller is the one who has to ask. */
        boolean claim() {
            return asked.compareAndSet(false, true);
        }

        /** Whoever is being asked is not asked again meanwhile. */
        boolean isValid(long now, Duration age) {
            return !value.isDone() || (now - since <= age.toNanos() && !value.isCompletedExceptionally());
        }
    }

    /**
     * How a server introduced itself.
     *
     * @param discovered its answer to {@code server/discover}
     * @param capabilities its capabilities by name
     */
    record Introduced(JsonSlice discovered, Map<String, JsonSlice> capabilities) {

        /** Whether the server has a method; what is no method of the protocol is the server's own matter. */
        boolean has(String method) {
            String needed = ModernMethods.capabilityOf(method);
            if (needed == null || needed.isEmpty()) {
                return needed != null;
            }
            JsonSlice declared = capabilities.get(needed);
            return declared != null && (!needed.equals(ModernMethods.EXTENSIONS) || Tasks.isIn(declared));
        }
    }

    /** The backend of a view; empty if there is none. */
    Optional<McpBackend> backend(String view) {
        return views.apply(view);
    }

    /** How the server introduced itself, asked anew if that is to be known now; fails with {@link McpFailed}. */
    CompletionStage<Introduced> introduction(String view, Principal principal, boolean now) {
        return known(introductions, new Key(view, principal), now ? RECENT : FRESH, this::discover);
    }

    /** How the server introduced itself, if that was asked lately; null if it must be asked. */
    @Nullable Introduced remembered(String view, Principal principal) {
        return fresh(introductions, new Key(view, principal));
    }

    /** What tools want mirrored, those that want something, if that was asked lately; null if it must be asked. */
    @Nullable Map<String, MirroredParams> mirrored(String view, Principal principal) {
        return fresh(tools, new Key(view, principal));
    }

    private <T> @Nullable T fresh(Map<Key, Entry<T>> entries, Key key) {
        Entry<T> entry = entries.get(key);
        // Done first: it may fail at any time until then.
        return entry != null && entry.value().isDone() && entry.isValid(nanoTime.getAsLong(), FRESH)
                ? entry.value().join()
                : null;
    }

    /** What a tool wants mirrored. A list that cannot be had wants nothing: the call itself will tell why. */
    CompletionStage<MirroredParams> mirrored(String view, Principal principal, String tool, boolean now) {
        return known(tools, new Key(view, principal), now ? RECENT : FRESH, key -> list(key, "", new HashMap<>(), 1))
                .handle((declared, problem) ->
                        problem != null ? MirroredParams.NONE : declared.getOrDefault(tool, MirroredParams.NONE));
    }

    /** What names the server that answered last for a view in its results. */
    Typed.Stamp stamp(String view) {
        return stamps.getOrDefault(view, NAMELESS);
    }

    private <T> CompletableFuture<T> known(
            Map<Key, Entry<T>> entries, Key key, Duration age, Function<Key, CompletableFuture<T>> load) {
        long now = nanoTime.getAsLong();
        if (entries.size() > MOST_ENTRIES) {
            entries.values().removeIf(entry -> now - entry.since() > RECENT.toNanos());
        }
        Entry<T> entry =
                entries.compute(key, (asked, kept) -> kept != null && kept.isValid(now, age) ? kept : new Entry<>(now));
        if (entry.claim()) {
            var unused = load.apply(key).whenComplete((value, problem) -> {
                if (problem == null) {
                    entry.value().complete(value);
                } else {
                    entries.remove(key, entry);
                    entry.value().completeExceptionally(problem);
                }
            });
        }
        return entry.value();
    }

    private CompletableFuture<Introduced> discover(Key key) {
        return ask(key, "server/discover", JsonSlice.EMPTY_OBJECT, Modern.ourselves())
                .thenApply(result -> {
                    SliceEditor editor = new SliceEditor();
                    editor.member(result, "_meta")
                            .flatMap(meta -> editor.member(meta, Modern.SERVER_KEY))
                            .ifPresent(info -> stamps.put(key.view(), new Typed.Stamp(info)));
                    JsonSlice capabilities =
                            editor.member(result, "capabilities").orElse(JsonSlice.EMPTY_OBJECT);
                    return new Introduced(result, editor.members(capabilities));
                });
    }

    private CompletableFuture<Map<String, MirroredParams>> list(
            Key key, String cursor, Map<String, MirroredParams> found, int page) {
        JsonSlice params = cursor.isEmpty()
                ? JsonSlice.EMPTY_OBJECT
                : JsonWriter.object().put("cursor", cursor).toSlice();
        return ask(key, "tools/list", params, KNOWS_TASKS).thenCompose(result -> {
            found.putAll(ToolHeaders.strippingInvalid(result).declared());
            String next = new SliceEditor()
                    .member(result, "nextCursor")
                    .map(SliceEditor::text)
                    .orElse(null);
            return next == null || next.isEmpty() || page >= MOST_PAGES
                    ? CompletableFuture.completedFuture(found)
                    : list(key, next, found, page + 1);
        });
    }

    private CompletableFuture<JsonSlice> ask(Key key, String method, JsonSlice params, CallMetadata who) {
        McpBackend backend = views.apply(key.view()).orElse(null);
        if (backend == null) {
            return CompletableFuture.failedFuture(new McpFailed(
                    TrestleError.BACKEND_UNAVAILABLE.failure("There is no backend '" + key.view() + "'")));
        }
        McpCall call = McpCall.builder()
                .view(key.view())
                .method(method)
                .params(Params.of(params))
                .metadata(who)
                .principal(key.principal())
                .decoder(new StrictJsonDecoder())
                .build();
        return backend.call(call, new Silent()).toCompletableFuture().thenApply(ViewFacts::resultOf);
    }

    private static JsonSlice resultOf(McpReply reply) {
        return reply.fold(
                McpReply.Result::json,
                input -> {
                    throw new JsonException("a question where none may be");
                },
                failure -> {
                    throw new McpFailed(failure);
                });
    }

    /** What a backend answered instead of a result. */
    static final class McpFailed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient McpReply.Failure failure;

        McpFailed(McpReply.Failure failure) {
            super(failure.error().message(), null, false, false);
            this.failure = failure;
        }

        McpReply.Failure failure() {
            return failure;
        }
    }

    /** Nobody is there to be asked or told: we ask for ourselves. */
    private record Silent() implements CallObserver {
        @Override
        public void notified(Notification notification) {}

        @Override
        public CompletionStage<InputAnswer> ask(InputRequest request) {
            JsonRpcError error = JsonRpcError.of(JsonRpcError.METHOD_NOT_FOUND, "Nobody can be asked");
            return CompletableFuture.completedFuture(new InputAnswer.Failure(error));
        }
    }
}
