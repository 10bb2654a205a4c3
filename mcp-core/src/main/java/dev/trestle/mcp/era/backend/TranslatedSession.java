package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.era.LogLevels;
import dev.trestle.mcp.era.shape.ClientCapabilities;
import dev.trestle.mcp.era.shape.Downgrade;
import dev.trestle.mcp.era.shape.EraErrors;
import dev.trestle.mcp.era.shape.Introductions;
import dev.trestle.mcp.era.task.AwaitedModernTasks;
import dev.trestle.mcp.era.task.MappedModernTasks;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.ServerDescription;
import dev.trestle.mcp.spi.SessionPeer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A server of 2026-07-28 as a client of the legacy era knows servers: it is introduced once, remembers a log level and
 * subscriptions, and tells of changes by itself. What it asks is left to whoever called ({@link McpReply.InputRequired}).
 */
final class TranslatedSession implements BackendSession {

    private static final McpReply EMPTY = new McpReply.Result(JsonSlice.EMPTY_OBJECT);
    private static final SliceEditor EDITOR = new SliceEditor();
    private static final Set<String> SHARED_METHODS = Set.of(
            "tools/list",
            "tools/call",
            "prompts/list",
            "prompts/get",
            "resources/list",
            "resources/templates/list",
            "resources/read",
            "completion/complete");

    private final ModernBackend server;
    private final McpBackend calls;
    private final @Nullable MappedModernTasks tasks;
    private final LegacyRules rules;
    private final JsonSlice capabilities;
    private final ServerDescription description;
    private final KeptListen listen;
    private final Set<String> wrappedTools = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String logLevel;

    TranslatedSession(ModernBackend server, SessionPeer peer, BackendContext context) {
        this.server = server;
        this.rules = LegacyRules.negotiate(peer.client().protocolVersion());
        this.calls = context.tasks().await() ? new AwaitedModernTasks(server, context, rules) : server;
        this.capabilities = ClientCapabilities.toEnvelope(peer.client().capabilities(), rules, true);
        JsonSlice discovered = server.server().initializeResult();
        this.tasks = context.tasks().map() && Introductions.bothKnowTasks(discovered, rules)
                ? new MappedModernTasks(server, context, rules, this::shaped)
                : null;
        JsonSlice introduced = Introductions.initializeResult(discovered, rules, context.name());
        this.description = new ServerDescription(
                rules.version(), tasks == null ? introduced : Introductions.withTasks(introduced));
        this.listen = new KeptListen(server, peer, context);
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        if (tasks != null && tasks.concerns(call)) {
            return tasks.call(call.withMetadata(metadata(call)), observer);
        }
        if (SHARED_METHODS.contains(call.method())) {
            McpCall sent = withoutTask(call).withMetadata(metadata(call));
            return calls.call(sent, observer).thenApply(reply -> shaped(call.method(), nameOf(call), reply));
        }
        return switch (call.method()) {
            case "ping" -> CompletableFuture.completedFuture(EMPTY);
            case "logging/setLevel" -> CompletableFuture.completedFuture(setLevel(call));
            case "resources/subscribe" -> listen.subscribe(uriOf(call));
            case "resources/unsubscribe" -> listen.unsubscribe(uriOf(call));
            default ->
                CompletableFuture.completedFuture(
                        failure(JsonRpcError.METHOD_NOT_FOUND, "The server has no method " + call.method()));
        };
    }

    /** The wish for a task of 2025-11-25 means nothing in 2026-07-28, unless tasks are mapped. */
    private static McpCall withoutTask(McpCall call) {
        Params params = call.params();
        if (params == null || !call.method().equals("tools/call")) {
            return call;
        }
        return ParamsIndex.indexed(params).task() == null
                ? call
                : call.withParams(ParamsIndex.index(EDITOR.without(params.json(), "task")));
    }

    private CallMetadata metadata(McpCall call) {
        return new CallMetadata(
                call.metadata().protocolVersion(),
                call.metadata().clientInfo(),
                capabilities,
                call.metadata().progressToken(),
                logLevel);
    }

    private McpReply shaped(String method, String name, McpReply reply) {
        if (reply instanceof McpReply.Failure failure) {
            return failure.reason() != null
                    ? failure
                    : EraErrors.toLegacy(method, failure.error(), rules, capabilities);
        }
        if (!(reply instanceof McpReply.Result result)) {
            return reply;
        }
        try {
            boolean tools = method.equals("tools/list");
            if (tools) {
                wrappedTools.addAll(Downgrade.wrappedTools(result.json()));
            }
            JsonSlice shaped = Downgrade.result(method, result.json(), rules, wrappedTools.contains(name));
            return new McpReply.Result(tools && tasks != null ? Downgrade.withTasks(shaped) : shaped);
        } catch (JsonException e) {
            return TrestleError.INVALID_RESPONSE.failure("The server's result of " + method + " is none");
        }
    }

    private static String nameOf(McpCall call) {
        String name = member(call, "name");
        return name == null ? "" : name;
    }

    private static @Nullable String uriOf(McpCall call) {
        return member(call, "uri");
    }

    private static @Nullable String member(McpCall call, String name) {
        Params params = call.params();
        return params == null
                ? null
                : EDITOR.member(params.json(), name).map(SliceEditor::text).orElse(null);
    }

    private McpReply setLevel(McpCall call) {
        String level = member(call, "level");
        if (level == null || !LogLevels.ALL.contains(level)) {
            return failure(JsonRpcError.INVALID_PARAMS, "params.level must be one of " + LogLevels.ALL);
        }
        logLevel = level;
        return EMPTY;
    }

    private static McpReply failure(int code, String message) {
        return new McpReply.Failure(JsonRpcError.of(code, message));
    }

    @Override
    public ServerDescription server() {
        return description;
    }

    @Override
    public boolean namesCalls() {
        return true;
    }

    /** A client that is ready is told of changes from now on; of all else that it says servers of this era know nothing. */
    @Override
    public void notified(Notification notification) {
        if (notification.method().equals("notifications/initialized")) {
            listen.begin();
        }
    }

    @Override
    public CompletionStage<McpReply.Failure> ended() {
        return server.ended();
    }

    @Override
    public CompletionStage<Void> close(Duration grace) {
        listen.close();
        return server.close(grace);
    }
}
