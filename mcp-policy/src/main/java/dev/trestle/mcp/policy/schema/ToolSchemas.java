package dev.trestle.mcp.policy.schema;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.InterceptorContext;
import dev.trestle.mcp.spi.McpBackend;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of the tools that a client has, as its server lists them: asked for when they are first needed, kept for a while,
 * and forgotten when the server says that its list has changed. Each client session has a list of its own, and so has each
 * principal without sessions: servers show different tools to different people. Thread-safe.
 */
final class ToolSchemas {

    private static final int MOST_PAGES = 20;
    private static final Duration RECENT = Duration.ofSeconds(1);

    private final InterceptorContext context;
    private final Duration ttl;
    private final LongSupplier nanoTime;
    private final Recent<Key, Table> tables;
    private final Recent<Named, ToolSchema> schemas;

    ToolSchemas(InterceptorContext context, Duration ttl, int maxLists, int maxSchemas, LongSupplier nanoTime) {
        this.context = context;
        this.ttl = ttl;
        this.nanoTime = nanoTime;
        this.tables = new Recent<>(maxLists);
        this.schemas = new Recent<>(maxSchemas);
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

    private record Table(CompletableFuture<Map<String, Tool>> tools, long since) {}

    /** Sessions that are shown the same share the compiled schema. */
    private record Named(String name, JsonSlice schema) {}

    /**
     * The schemas of a tool.
     *
     * @param input of its arguments, or null if it declares none
     * @param output of its {@code structuredContent}, or null if it declares none
     */
    record Tool(@Nullable ToolSchema input, @Nullable ToolSchema output) {}

    /**
     * The schemas of the tool that is called.
     *
     * @param call the call
     * @param next where to ask for the list
     * @param anew whether the list is asked for again unless that was done just now: before anybody is refused for it
     * @return empty if the server does not list the tool, or no list can be had: then the server itself will say what is wrong
     */
    CompletionStage<Optional<Tool>> of(McpCall call, McpBackend next, boolean anew) {
        Key key = Key.of(call);
        long now = nanoTime.getAsLong();
        long age = Math.min(ttl.toNanos(), anew ? RECENT.toNanos() : Long.MAX_VALUE);
        Table fresh = new Table(new CompletableFuture<>(), now);
        Table table = tables.computeIfAbsent(
                key, known -> now - known.since() < age && !known.tools().isCompletedExceptionally(), fresh);
        if (table == fresh) {
            list(call, next, "", new HashMap<>(), 1).whenComplete((tools, problem) -> {
                if (problem == null) {
                    fresh.tools().complete(tools);
                } else {
                    fresh.tools().completeExceptionally(problem);
                }
            });
        }
        String name = call.target();
        return table.tools()
                .handle((tools, problem) ->
                        problem != null || name == null ? Optional.empty() : Optional.ofNullable(tools.get(name)));
    }

    private CompletionStage<Map<String, Tool>> list(
            McpCall call, McpBackend next, String cursor, Map<String, Tool> found, int page) {
        return next.call(listing(call, cursor), Silent.NOBODY).thenCompose(reply -> {
            if (!(reply instanceof McpReply.Result result)) {
                return CompletableFuture.failedFuture(new IllegalStateException("no list"));
            }
            Object listed = context.decoder().decode(result.json());
            read(call.view(), result.json(), found);
            Object more = listed instanceof Map<?, ?> object ? object.get("nextCursor") : null;
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

    private void read(String view, JsonSlice result, Map<String, Tool> found) {
        context.editor()
                .member(result, "tools")
                .ifPresent(tools -> context.editor().filter(tools, tool -> {
                    context.editor()
                            .member(tool, "name")
                            .map(context.decoder()::decode)
                            .ifPresent(name -> found.put(
                                    String.valueOf(name),
                                    new Tool(
                                            schema(view, String.valueOf(name), tool, "inputSchema"),
                                            schema(view, String.valueOf(name), tool, "outputSchema"))));
                    return true;
                }));
    }

    private @Nullable ToolSchema schema(String view, String tool, JsonSlice declared, String member) {
        JsonSlice schema = context.editor().member(declared, member).orElse(null);
        if (schema == null) {
            return null;
        }
        String name = member + " of tool '" + tool + "' of backend '" + view + "'";
        return schemas.computeIfAbsent(new Named(name, schema), known -> true, new ToolSchema(name, schema));
    }

    /** The list of whoever made a call has changed. */
    void changed(McpCall call) {
        SessionKey session = call.session();
        if (session == null) {
            tables.removeIf(key -> key.view().equals(call.view())
                    && key.session() == null
                    && key.principal().equals(call.principal()));
        } else {
            changed(call.view(), session);
        }
    }

    /** The list of a session has changed. */
    void changed(String view, SessionKey session) {
        tables.removeIf(key -> key.view().equals(view) && session.equals(key.session()));
    }
}
