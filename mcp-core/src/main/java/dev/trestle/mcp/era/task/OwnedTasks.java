package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.McpBackend;
import dev.trestle.mcp.spi.TaskOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tasks belong to whoever made them. A server behind a gateway cannot see to that: it may know all users by the one credential
 * that the gateway has, and would give each of them every task. Whose a task is gets remembered when it is made. Thread-safe.
 */
public final class OwnedTasks implements McpBackend {

    private static final SliceEditor EDITOR = new SliceEditor();

    /** An object of this length, as the capabilities of most clients are, has no members. */
    private static final int NOTHING = 2;

    private final McpBackend next;
    private final Function<String, TaskOptions> options;
    private final Map<String, TaskOwners> views = new ConcurrentHashMap<>();

    /**
     * Guards the tasks of all backends.
     *
     * @param next where calls go; their views are names of backends
     * @param options those of a view
     */
    public OwnedTasks(McpBackend next, Function<String, TaskOptions> options) {
        this.next = next;
        this.options = options;
    }

    private TaskOwners owners(McpCall call) {
        return views.computeIfAbsent(
                call.view(), view -> new TaskOwners(options.apply(view).maxTasks()));
    }

    @Override
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        try {
            return switch (call.method()) {
                case "tools/call" ->
                    mayMakeTask(call)
                            ? next.call(call, observer).thenApply(reply -> remembered(call, reply))
                            : next.call(call, observer);
                case "tasks/get", "tasks/result", "tasks/update", "tasks/cancel" ->
                    next.call(isHis(call, member(paramsOf(call), "taskId")) ? call : aboutNone(call), observer);
                case "tasks/list" -> next.call(call, observer).thenApply(reply -> hisOf(call, reply));
                case "subscriptions/listen" -> next.call(listeningToHis(call), observer);
                default -> next.call(call, observer);
            };
        } catch (JsonException e) {
            return CompletableFuture.completedFuture(
                    new McpReply.Failure(JsonRpcError.of(JsonRpcError.INVALID_PARAMS, "The params cannot be read")));
        }
    }

    /** A client of 2025-11-25 asks for a task; one of 2026-07-28 gets one if it says that it knows what that is. */
    private static boolean mayMakeTask(McpCall call) {
        if (call.session() != null) {
            return call.params() != null && ParamsIndex.indexed(call.params()).task() != null;
        }
        return member(member(call.metadata().capabilities(), "extensions"), Modern.TASKS) != null;
    }

    private McpReply remembered(McpCall call, McpReply reply) {
        if (reply instanceof McpReply.Result result) {
            JsonSlice made = call.session() == null ? result.json() : member(result.json(), "task");
            String id = SliceEditor.text(member(made, "taskId"));
            if (id != null) {
                owners(call).made(call.principal(), id);
            }
        }
        return reply;
    }

    /** What is no id is the server's to complain about. */
    private boolean isHis(McpCall call, @Nullable JsonSlice id) {
        String text = SliceEditor.text(id);
        return text == null || owners(call).mayUse(call.principal(), text);
    }

    /** What a server says of a task that is not there, or of tasks if it has none, only the server knows. */
    private static McpCall aboutNone(McpCall call) {
        JsonSlice none = JsonWriter.write(UUID.randomUUID().toString());
        return call.withParams(ParamsIndex.index(EDITOR.with(paramsOf(call), "taskId", none)));
    }

    private McpReply hisOf(McpCall call, McpReply reply) {
        if (!(reply instanceof McpReply.Result result)) {
            return reply;
        }
        JsonSlice his = EDITOR.edit(
                result.json(),
                (name, value) -> name.equals("tasks") && value.byteAt(0) == '['
                        ? EDITOR.filter(value, task -> isHis(call, member(task, "taskId")))
                        : value,
                Map.of());
        return result.withJson(his);
    }

    private McpCall listeningToHis(McpCall call) {
        JsonSlice filter = member(paramsOf(call), "notifications");
        JsonSlice ids = member(filter, "taskIds");
        if (filter == null || ids == null || ids.byteAt(0) != '[') {
            return call;
        }
        JsonSlice his = EDITOR.with(filter, "taskIds", EDITOR.filter(ids, id -> isHis(call, id)));
        return call.withParams(ParamsIndex.index(EDITOR.with(paramsOf(call), "notifications", his)));
    }

    private static JsonSlice paramsOf(McpCall call) {
        return call.params() == null ? JsonSlice.EMPTY_OBJECT : call.params().json();
    }

    private static @Nullable JsonSlice member(@Nullable JsonSlice object, String name) {
        if (object == null || object.length() <= NOTHING || object.byteAt(0) != '{') {
            return null;
        }
        return EDITOR.member(object, name).orElse(null);
    }

    /** Whose the tasks of one backend are. Of each principal the last that he made or asked for are known. Thread-safe. */
    private static final class TaskOwners {

        private static final int MOST_PRINCIPALS = 1_000;

        private final int maxTasks;
        private final Map<Principal, Map<String, Boolean>> owned = latest(MOST_PRINCIPALS);

        TaskOwners(int maxTasks) {
            this.maxTasks = maxTasks;
        }

        private static <K, V> Map<K, V> latest(int most) {
            return new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                    return size() > most;
                }
            };
        }

        synchronized void made(Principal principal, String taskId) {
            owned.computeIfAbsent(principal, first -> latest(maxTasks)).put(taskId, true);
        }

        /** Whether it is his. What nobody is known to have made may be of one who cannot be told from others who are nobody. */
        synchronized boolean mayUse(Principal principal, String taskId) {
            Map<String, Boolean> his = owned.get(principal);
            if (his != null && his.get(taskId) != null) {
                return true;
            }
            return !principal.authenticated()
                    && owned.values().stream().noneMatch(others -> others.containsKey(taskId));
        }
    }
}
