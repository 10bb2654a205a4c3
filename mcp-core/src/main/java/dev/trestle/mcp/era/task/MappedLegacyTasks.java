package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a server of 2025-11-25 as clients of 2026-07-28 see them that know tasks: under ids that nobody can guess, which
 * lead to the session that the task was made in, whichever connection they come by. Thread-safe.
 */
public final class MappedLegacyTasks {

    private static final Set<String> METHODS = Set.of("tasks/get", "tasks/update", "tasks/cancel");
    private static final SliceEditor EDITOR = new SliceEditor();

    private final BackendContext context;
    private final LegacyTaskTable table;
    private final SecureRandom random = new SecureRandom();

    /**
     * No tasks yet.
     *
     * @param context the gateway's executors and scheduler, and whether tasks are mapped, how many, and for how long
     */
    public MappedLegacyTasks(BackendContext context) {
        this.context = context;
        this.table = new LegacyTaskTable(context.tasks(), System::nanoTime);
    }

    /**
     * Whether clients may see the tasks of a session.
     *
     * @param session any
     * @return whether they may, and there can be any
     */
    public boolean areOf(BackendSession session) {
        return context.tasks().map() && LegacyTasks.hasTasks(session);
    }

    /**
     * Whether a client that makes a call can be given a task.
     *
     * @param call any
     * @return whether tasks are mapped, and it says that it knows them
     */
    public boolean mayAnswer(McpCall call) {
        return context.tasks().map()
                && member(member(call.metadata().capabilities(), "extensions"), Modern.TASKS) != null;
    }

    /**
     * Whether a request is for {@link #call}.
     *
     * @param method of the request
     * @return whether it is about a task
     */
    public boolean take(String method) {
        return context.tasks().map() && METHODS.contains(method);
    }

    /**
     * Answers a request about a task.
     *
     * @param call what it {@link #take}s
     * @return completes with the reply
     */
    public CompletionStage<McpReply> call(McpCall call) {
        try {
            JsonSlice params = call.params() == null
                    ? JsonSlice.EMPTY_OBJECT
                    : call.params().json();
            String id = SliceEditor.text(member(params, "taskId"));
            Optional<MappedLegacyTask> found = table.find(call.principal(), id == null ? "" : id);
            if (found.isPresent()) {
                MappedLegacyTask task = found.get();
                return switch (call.method()) {
                    case "tasks/get" -> task.get(call);
                    case "tasks/update" -> CompletableFuture.completedFuture(task.update(params));
                    default -> task.cancel(call);
                };
            }
            return refused("Task not found");
        } catch (JsonException e) {
            return refused("The params cannot be read");
        }
    }

    private static CompletionStage<McpReply> refused(String why) {
        return CompletableFuture.completedFuture(
                new McpReply.Failure(JsonRpcError.of(JsonRpcError.INVALID_PARAMS, why)));
    }

    /** A server has made a task of a call; what its client is told. */
    McpReply made(BackendSession session, SessionPeer client, McpCall call, TaskState created) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        MappedLegacyTask task = new MappedLegacyTask(id, session, client, context, call, created);
        if (call.cancellation().isCancelled()) {
            task.cancelUnseen();
            return TrestleError.CANCELLED.failure("The call was cancelled");
        }
        table.put(call.principal(), id, task);
        // It may have ended before the task could be found by whoever is told.
        CompletableFuture<McpReply.Failure> over = session.ended().toCompletableFuture();
        if (over.isDone()) {
            task.lost(over.join());
        }
        return task.created();
    }

    /**
     * Asks the client of a task what that wants to know.
     *
     * @param principal whose session it is
     * @param session that asks
     * @param request the question
     * @return completes with the answer; empty if the question is of no task that a client knows
     */
    public Optional<CompletionStage<InputAnswer>> asked(
            Principal principal, BackendSession session, InputRequest request) {
        return table.of(principal).stream()
                .filter(task -> task.isOf(session) && task.asks(request))
                .findFirst()
                .map(task -> task.ask(request));
    }

    /**
     * Whether a session is needed.
     *
     * @param principal whose session it is
     * @param session any
     * @return whether something may yet come of one of its tasks
     */
    public boolean hasOpen(Principal principal, BackendSession session) {
        return table.of(principal).stream().anyMatch(task -> task.isOf(session) && task.isOpen());
    }

    /**
     * A session is over.
     *
     * @param principal whose it was
     * @param session any
     * @param why what clients are told of its tasks
     */
    public void lost(Principal principal, BackendSession session, McpReply.Failure why) {
        table.of(principal).stream().filter(task -> task.isOf(session)).forEach(task -> task.lost(why));
    }

    /** Forgets what has been kept long enough. */
    public void sweep() {
        table.sweep();
    }

    private static @Nullable JsonSlice member(@Nullable JsonSlice object, String name) {
        return Optional.ofNullable(object)
                .filter(json -> json.length() > 0 && json.byteAt(0) == '{')
                .flatMap(json -> EDITOR.member(json, name))
                .orElse(null);
    }
}
