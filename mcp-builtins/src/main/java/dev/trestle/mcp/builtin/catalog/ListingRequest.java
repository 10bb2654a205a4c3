package dev.trestle.mcp.builtin.catalog;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.McpBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one backend for all its lists, on behalf of a principal, through the whole pipeline: he finds what he may use. One request after
 * the other, because a server that is lent to clients without sessions may be started once for each that runs.
 */
final class ListingRequest {

    private static final Logger LOG = LoggerFactory.getLogger(ListingRequest.class);
    private static final CallMetadata OURSELVES = new CallMetadata(
            "2026-07-28",
            JsonWriter.object()
                    .put("name", "trestle-catalog")
                    .put("version", "1")
                    .toSlice(),
            JsonSlice.EMPTY_OBJECT,
            null);

    private final McpBackend calls;
    private final BackendContext threads;
    private final Principal principal;
    private final String backend;
    private final int maxEntries;
    private final Cancellation cancellation = new Cancellation();
    private final List<Entity> found = new ArrayList<>();
    private final SliceEditor editor = new SliceEditor();

    private ListingRequest(McpGateway gateway, Principal principal, String backend, int maxEntries) {
        this.calls = gateway.calls(backend).orElseThrow();
        this.threads = gateway.context();
        this.principal = principal;
        this.backend = backend;
        this.maxEntries = maxEntries;
    }

    /** Asks; completes within the timeout, never exceptionally. */
    static CompletableFuture<Listing> send(
            McpGateway gateway, Principal principal, String backend, CatalogOptions options) {
        ListingRequest request = new ListingRequest(gateway, principal, backend, options.maxEntries());
        CompletableFuture<Listing> listing = new CompletableFuture<>();
        Future<?> timer = request.endAfter(options.timeout(), listing);
        var unused = request.introduced()
                .thenCompose(capabilities -> request.kinds(capabilities, List.of(Kind.values())))
                .whenComplete((done, problem) -> {
                    timer.cancel(false);
                    listing.complete(problem == null ? request.listing() : request.failed(problem));
                });
        return listing;
    }

    private Future<?> endAfter(Duration timeout, CompletableFuture<Listing> listing) {
        return threads.scheduler()
                .schedule(
                        () -> {
                            if (listing.complete(Listing.UNAVAILABLE)) {
                                LOG.debug("backend {} did not give its lists in time", backend);
                                cancellation.cancel("the catalogue waited for long enough");
                            }
                        },
                        timeout.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    /** Part of what a backend has looks like all of it: then rather nothing, and its name among those that did not tell. */
    private Listing failed(Throwable problem) {
        LOG.debug("backend {} did not give its lists", backend, problem);
        return Listing.UNAVAILABLE;
    }

    private Listing listing() {
        boolean cut = found.size() > maxEntries;
        return new Listing(List.copyOf(cut ? found.subList(0, maxEntries) : found), true, cut);
    }

    /** What the server says it has: nobody is asked for lists that he does not know. */
    private CompletableFuture<Map<String, JsonSlice>> introduced() {
        return ask("server/discover", JsonSlice.EMPTY_OBJECT)
                .thenApply(said ->
                        editor.members(editor.member(said, "capabilities").orElse(JsonSlice.EMPTY_OBJECT)));
    }

    private CompletableFuture<Void> kinds(Map<String, JsonSlice> capabilities, List<Kind> kinds) {
        if (kinds.isEmpty() || found.size() > maxEntries) {
            return CompletableFuture.completedFuture(null);
        }
        Kind kind = kinds.get(0);
        CompletableFuture<Void> listed = capabilities.containsKey(kind.capability())
                ? pages(kind, null)
                : CompletableFuture.completedFuture(null);
        return listed.thenCompose(done -> kinds(capabilities, kinds.subList(1, kinds.size())));
    }

    /** Goes on to the next page on a thread of its own: a server in this process answers within the request. */
    private CompletableFuture<Void> pages(Kind kind, @Nullable String cursor) {
        JsonSlice params = JsonWriter.object().putIfPresent("cursor", cursor).toSlice();
        return ask(kind.method(), params)
                .thenApply(page -> taken(kind, page))
                .thenComposeAsync(
                        next -> next.isEmpty() || found.size() > maxEntries
                                ? CompletableFuture.completedFuture(null)
                                : pages(kind, next),
                        threads.callExecutor());
    }

    /** Takes what is on a page; the next cursor, or nothing. */
    private String taken(Kind kind, JsonSlice page) {
        editor.member(page, kind.member()).map(SliceEditor::elements).orElse(List.of()).stream()
                .limit(maxEntries + 1L - found.size())
                .forEach(element -> Entity.of(kind, backend, element).ifPresent(found::add));
        String next = editor.member(page, "nextCursor").map(SliceEditor::text).orElse(null);
        return next == null ? "" : next;
    }

    private CompletableFuture<JsonSlice> ask(String method, JsonSlice params) {
        McpCall call = McpCall.builder()
                .view(backend)
                .method(method)
                .params(Params.of(params))
                .metadata(OURSELVES)
                .principal(principal)
                .cancellation(cancellation)
                .decoder(new StrictJsonDecoder())
                .build();
        return calls.call(call, new Nobody()).toCompletableFuture().thenApply(ListingRequest::resultOf);
    }

    private static JsonSlice resultOf(McpReply reply) {
        return reply.fold(
                McpReply.Result::json,
                asked -> {
                    throw new McpException(TrestleError.INVALID_RESPONSE.failure("a question where none may be"));
                },
                ListingRequest::emptyUnlessFailed);
    }

    /** Templates are declared together with resources, and not every server has both. */
    private static JsonSlice emptyUnlessFailed(McpReply.Failure failure) {
        if (failure.error().code() == JsonRpcError.METHOD_NOT_FOUND) {
            return JsonSlice.EMPTY_OBJECT;
        }
        throw new McpException(failure);
    }

    /** Nobody is there to be told or asked: a search is no conversation with a server. */
    private record Nobody() implements CallObserver {
        @Override
        public void notified(Notification notification) {}

        @Override
        public CompletionStage<InputAnswer> ask(InputRequest request) {
            JsonRpcError error = JsonRpcError.of(JsonRpcError.METHOD_NOT_FOUND, "Nobody can be asked");
            return CompletableFuture.completedFuture(new InputAnswer.Failure(error));
        }
    }
}
