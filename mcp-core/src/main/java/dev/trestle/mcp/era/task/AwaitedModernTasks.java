package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.ask.AskedClient;
import dev.trestle.mcp.era.shape.Typed;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.McpBackend;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server of 2026-07-28 for legacy clients, with its tools that run as tasks only. The extension is declared for the tools that
 * the server refuses to call without it, and for no others: what can be answered at once is, and has progress. Thread-safe.
 */
public final class AwaitedModernTasks implements McpBackend {

    private static final SliceEditor EDITOR = new SliceEditor();

    private final McpBackend server;
    private final BackendContext context;
    private final LegacyRules rules;
    private final KnownTools needTasks = new KnownTools();

    /**
     * Awaits the tasks of a server.
     *
     * @param server of 2026-07-28
     * @param context the gateway's executors and scheduler, and how often to ask
     * @param rules the version that the client speaks
     */
    public AwaitedModernTasks(McpBackend server, BackendContext context, LegacyRules rules) {
        this.server = server;
        this.context = context;
        this.rules = rules;
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        if (!call.method().equals("tools/call")) {
            return server.call(call, observer);
        }
        StatusNews news = new StatusNews(observer, call.metadata().progressToken());
        if (needTasks.contains(call)) {
            return declared(call, news);
        }
        return server.call(call, news).thenCompose(reply -> {
            if (!needsTasks(reply)) {
                return CompletableFuture.completedFuture(reply);
            }
            needTasks.add(call);
            return declared(call, news);
        });
    }

    private static boolean needsTasks(McpReply reply) {
        try {
            return reply instanceof McpReply.Failure failure
                    && failure.error().code() == Modern.MISSING_CAPABILITY
                    && EDITOR.member(failure.error().json(), "data")
                            .flatMap(data -> EDITOR.member(data, "requiredCapabilities"))
                            .flatMap(required -> EDITOR.member(required, "extensions"))
                            .flatMap(extensions -> EDITOR.member(extensions, Modern.TASKS))
                            .isPresent();
        } catch (JsonException e) {
            return false;
        }
    }

    private CompletionStage<McpReply> declared(McpCall call, StatusNews news) {
        McpCall sent = call.withMetadata(withExtension(call.metadata()));
        return server.call(sent, news).thenCompose(reply -> {
            try {
                if (reply instanceof McpReply.Result result
                        && Typed.resultType(result.json()).equals(Typed.TASK)) {
                    return await(sent, news, TaskState.modern(result.json()));
                }
            } catch (JsonException e) {
                return CompletableFuture.completedFuture(
                        TrestleError.INVALID_RESPONSE.failure("The server gave a task that cannot be read"));
            }
            return CompletableFuture.completedFuture(reply);
        });
    }

    private CompletionStage<McpReply> await(McpCall sent, StatusNews news, TaskState created) {
        AskedClient client = new AskedClient(news, rules, sent.metadata().capabilities());
        TaskRequests requests = new TaskRequests(server, context, sent, created.id());
        return new AwaitedModernTask(requests, context, news, client, new Caller(sent)).run(created);
    }

    /** Whoever made the call knows nothing of its task, and the task is for nobody else. */
    private record Caller(McpCall call, Set<String> asked) implements AwaitedModernTask.Waiter {
        Caller(McpCall call) {
            this(call, ConcurrentHashMap.newKeySet());
        }

        @Override
        public Cancellation leaves() {
            return call.cancellation();
        }

        @Override
        public McpReply left() {
            return TrestleError.CANCELLED.failure("The call was cancelled");
        }

        @Override
        public boolean takesTaskAlong() {
            return true;
        }

        @Override
        public McpReply stopped(String why) {
            JsonSlice text =
                    JsonWriter.object().put("type", "text").put("text", why).toSlice();
            return new McpReply.Result(JsonWriter.object()
                    .put("content", List.of(text))
                    .put("isError", true)
                    .toSlice());
        }

        @Override
        public void givenUp() {}
    }

    /** What a call says of a client that knows tasks. */
    static CallMetadata withExtension(CallMetadata metadata) {
        JsonSlice extension = JsonWriter.write(Map.of(Modern.TASKS, Map.of()));
        JsonSlice capabilities = EDITOR.edit(
                metadata.capabilities(),
                (name, value) -> name.equals("extensions") && value.byteAt(0) == '{'
                        ? EDITOR.with(value, Modern.TASKS, JsonSlice.EMPTY_OBJECT)
                        : value,
                Map.of("extensions", extension));
        return new CallMetadata(
                metadata.protocolVersion(),
                metadata.clientInfo(),
                capabilities,
                metadata.progressToken(),
                metadata.logLevel());
    }
}
