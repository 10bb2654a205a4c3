package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.SessionPeer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A session with a server of 2025-11-25 for clients of 2026-07-28, with its tools that run as tasks only
 * ({@code execution.taskSupport} {@code required}), which it refuses to call in any other way: their tasks are given to clients
 * that know tasks, and awaited for the others, as the options say. Thread-safe.
 */
public final class LegacyTasks implements McpBackend {

    private static final SliceEditor EDITOR = new SliceEditor();

    private final BackendSession session;
    private final SessionPeer client;
    private final MappedLegacyTasks mapped;
    private final BackendContext context;
    private final KnownTools needTasks = new KnownTools();

    /**
     * Makes tasks in a session.
     *
     * @param session with a server that has sessions
     * @param client whose the session is
     * @param mapped the tasks that clients know of
     * @param context the gateway's executors and scheduler, how often to ask, and how long tasks are kept
     */
    public LegacyTasks(BackendSession session, SessionPeer client, MappedLegacyTasks mapped, BackendContext context) {
        this.session = session;
        this.client = client;
        this.mapped = mapped;
        this.context = context;
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        boolean mayBeTask = context.tasks().await() || mapped.mayAnswer(call);
        if (!mayBeTask || !call.method().equals("tools/call") || !hasTasks(session)) {
            return session.call(call, observer);
        }
        if (needTasks.contains(call)) {
            return asTask(call, observer);
        }
        return session.call(call, observer).thenCompose(reply -> {
            if (!isRefusedWithoutTask(reply)) {
                return CompletableFuture.completedFuture(reply);
            }
            needTasks.add(call);
            return asTask(call, observer);
        });
    }

    /** Whether a server makes tasks of calls. */
    static boolean hasTasks(BackendSession session) {
        return EDITOR.member(session.server().initializeResult(), "capabilities")
                .flatMap(capabilities -> member(capabilities, "tasks"))
                .flatMap(tasks -> member(tasks, "requests"))
                .flatMap(requests -> member(requests, "tools"))
                .flatMap(tools -> member(tools, "call"))
                .isPresent();
    }

    private static Optional<JsonSlice> member(JsonSlice json, String name) {
        return json.byteAt(0) == '{' ? EDITOR.member(json, name) : Optional.empty();
    }

    /** It was not executed: that is the error for a method that is there, but not like that (2025-11-25, `tasks`). */
    private static boolean isRefusedWithoutTask(McpReply reply) {
        return reply instanceof McpReply.Failure failure
                && failure.reason() == null
                && failure.error().code() == JsonRpcError.METHOD_NOT_FOUND;
    }

    private CompletionStage<McpReply> asTask(McpCall call, CallObserver observer) {
        StatusNews news = new StatusNews(observer, call.metadata().progressToken());
        JsonSlice task = JsonWriter.object()
                .put("ttl", context.tasks().taskTtl().toMillis())
                .toSlice();
        JsonSlice params =
                call.params() == null ? JsonSlice.EMPTY_OBJECT : call.params().json();
        McpCall sent = call.withParams(ParamsIndex.index(EDITOR.with(params, "task", task)));
        return session.call(sent, news).thenCompose(reply -> {
            try {
                if (reply instanceof McpReply.Result result) {
                    Optional<JsonSlice> created =
                            EDITOR.member(result.json(), "task").filter(made -> made.byteAt(0) == '{');
                    if (created.isPresent()) {
                        TaskState state = TaskState.legacy(created.get());
                        return mapped.mayAnswer(call)
                                ? CompletableFuture.completedFuture(mapped.made(session, client, call, state))
                                : new AwaitedLegacyTask(session, context, call, news, state).run(state);
                    }
                }
            } catch (JsonException e) {
                return CompletableFuture.completedFuture(
                        TrestleError.INVALID_RESPONSE.failure("The server gave a task that cannot be read"));
            }
            return CompletableFuture.completedFuture(reply);
        });
    }
}
