package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.CallObserver;
import dev.trestle.mcp.call.InputAnswer;
import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.era.ask.AskedClient;
import dev.trestle.mcp.era.shape.Typed;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.McpBackend;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a server of 2026-07-28 (extension {@code io.modelcontextprotocol/tasks}) as a client of 2025-11-25 knows tasks,
 * for one session. What the server answers at once is kept as a task that is over. Thread-safe.
 */
public final class MappedModernTasks {

    private static final int ID_BYTES = 16;
    private static final SliceEditor EDITOR = new SliceEditor();
    private static final Set<String> METHODS = Set.of("tasks/get", "tasks/result", "tasks/list", "tasks/cancel");

    private final McpBackend server;
    private final BackendContext context;
    private final LegacyRules rules;
    private final Shape shape;
    private final InstantSource clock;
    private final MappedTaskTable table;
    private final SecureRandom random = new SecureRandom();

    /** What replies of the server are to the client. */
    public interface Shape {
        /**
         * A reply in the client's version.
         *
         * @param method the method that the reply is of
         * @param tool the tool's name, or empty
         * @param reply as the server gave it
         * @return what the client gets
         */
        McpReply shaped(String method, String tool, McpReply reply);
    }

    /**
     * Maps the tasks of one session.
     *
     * @param server of 2026-07-28
     * @param context the gateway's executors and scheduler, and the bounds of tasks
     * @param rules the version that the client speaks
     * @param shape what else becomes of replies
     */
    public MappedModernTasks(McpBackend server, BackendContext context, LegacyRules rules, Shape shape) {
        this(server, context, rules, shape, InstantSource.system());
    }

    MappedModernTasks(McpBackend server, BackendContext context, LegacyRules rules, Shape shape, InstantSource clock) {
        this.server = server;
        this.context = context;
        this.rules = rules;
        this.shape = shape;
        this.clock = clock;
        this.table = new MappedTaskTable(context.tasks(), clock);
    }

    /**
     * Whether a request is about a task, or wants one.
     *
     * @param call the request
     * @return false for all that is answered without tasks
     */
    public boolean concerns(McpCall call) {
        return METHODS.contains(call.method())
                || (call.method().equals("tools/call")
                        && isObject(
                                call.params() == null
                                        ? null
                                        : ParamsIndex.indexed(call.params()).task()));
    }

    private static boolean isObject(@Nullable JsonSlice value) {
        return value != null && value.byteAt(0) == '{';
    }

    /**
     * Answers a request that is about a task, or wants one.
     *
     * @param call the request, with what the client can be asked
     * @param observer hears what the server says meanwhile, and is asked what it asks
     * @return completes with the answer for the client, never exceptionally
     */
    public CompletionStage<McpReply> call(McpCall call, CallObserver observer) {
        McpCall declared = call.withMetadata(AwaitedModernTasks.withExtension(call.metadata()));
        try {
            return switch (call.method()) {
                case "tools/call" -> create(declared, observer);
                case "tasks/list" -> list(declared);
                case "tasks/get" -> withTask(declared, task -> look(declared, task, observer));
                case "tasks/cancel" -> withTask(declared, task -> cancel(declared, task, observer));
                default -> withTask(declared, task -> result(declared, task, observer));
            };
        } catch (JsonException e) {
            return refused("The params cannot be read");
        }
    }

    private CompletionStage<McpReply> create(McpCall call, CallObserver observer) {
        String tool = Objects.requireNonNullElse(call.target(), "");
        McpCall sent = call.withParams(ParamsIndex.index(EDITOR.without(paramsOf(call), "task")));
        return server.call(sent, observer).thenApply(reply -> {
            if (reply instanceof McpReply.InputRequired) {
                // The call is made again with the answers.
                return reply;
            }
            try {
                if (reply instanceof McpReply.Result result
                        && Typed.resultType(result.json()).equals(Typed.TASK)) {
                    return made(tool, TaskState.modern(result.json()));
                }
            } catch (JsonException e) {
                return unreadable();
            }
            McpReply last = shape.shaped("tools/call", tool, reply);
            return last instanceof McpReply.Result result ? finished(result) : last;
        });
    }

    private McpReply made(String tool, TaskState state) {
        if (state.id().isEmpty()) {
            return unreadable();
        }
        MappedTask task = MappedTask.ofServer(state.id(), tool);
        JsonSlice view = task.seen(LegacyTaskView.of(state, task.id(), clock.instant()));
        table.keep(task);
        return new McpReply.Result(JsonWriter.object().put("task", view).toSlice());
    }

    private McpReply finished(McpReply.Result result) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        JsonSlice view = LegacyTaskView.finished(
                id, result.json(), clock.instant(), context.tasks().taskTtl());
        table.keep(MappedTask.finished(id, result, view, clock.instant()));
        return new McpReply.Result(JsonWriter.object().put("task", view).toSlice());
    }

    private CompletionStage<McpReply> withTask(McpCall call, Function<MappedTask, CompletionStage<McpReply>> what) {
        String id = SliceEditor.text(member(paramsOf(call), "taskId"));
        if (id == null) {
            return refused("params.taskId must be a string");
        }
        MappedTask known = table.find(id);
        return what.apply(known == null ? MappedTask.ofServer(id, "") : known);
    }

    /** How it is now. */
    private CompletionStage<McpReply> look(McpCall call, MappedTask task, CallObserver observer) {
        JsonSlice view = task.view();
        if (task.over() != null && view != null) {
            return CompletableFuture.completedFuture(new McpReply.Result(view));
        }
        TaskRequests requests = requests(call, task);
        return requests.send("tasks/get", requests.params(), call.cancellation(), observer)
                .thenApply(reply -> looked(task, reply));
    }

    private McpReply looked(MappedTask task, McpReply reply) {
        if (!(reply instanceof McpReply.Result result)) {
            if (reply instanceof McpReply.Failure failure
                    && failure.reason() == null
                    && failure.error().code() == JsonRpcError.INVALID_PARAMS) {
                table.forget(task);
            }
            return shape.shaped("tasks/get", "", reply);
        }
        try {
            JsonSlice view = LegacyTaskView.of(TaskState.modern(result.json()), task.id(), clock.instant());
            JsonSlice told = task.seen(view);
            table.keep(task);
            return new McpReply.Result(told);
        } catch (JsonException e) {
            return unreadable();
        }
    }

    private CompletionStage<McpReply> result(McpCall call, MappedTask task, CallObserver observer) {
        if (task.result() != null) {
            return CompletableFuture.completedFuture(related(task, task.result()));
        }
        StatusNews news = new StatusNews(observer, call.metadata().progressToken());
        AskedClient client =
                new AskedClient(task.naming(news), rules, call.metadata().capabilities());
        MappedTask.Wait wait = task.awaited(call.cancellation(), clock::instant);
        return new AwaitedModernTask(requests(call, task), context, news, client, wait)
                .run(TaskState.modern(JsonSlice.EMPTY_OBJECT))
                .thenApply(reply -> {
                    wait.end();
                    return related(task, shape.shaped("tools/call", task.tool(), reply));
                });
    }

    private static McpReply related(MappedTask task, McpReply reply) {
        return reply instanceof McpReply.Result result
                ? new McpReply.Result(LegacyTaskView.related(result.json(), task.id()))
                : reply;
    }

    private CompletionStage<McpReply> cancel(McpCall call, MappedTask task, CallObserver observer) {
        return look(call, task, observer).thenCompose(reply -> {
            if (!(reply instanceof McpReply.Result seen)) {
                return CompletableFuture.completedFuture(reply);
            }
            if (TaskState.legacy(seen.json()).isTerminal()) {
                return refused("The task cannot be cancelled: it has ended");
            }
            TaskRequests requests = requests(call, task);
            return requests.send("tasks/cancel", requests.params(), call.cancellation(), observer)
                    .thenApply(done -> {
                        if (!(done instanceof McpReply.Result)) {
                            return shape.shaped("tasks/cancel", "", done);
                        }
                        task.cancel(clock.instant());
                        return new McpReply.Result(task.seen(seen.json()));
                    });
        });
    }

    /** Each is asked for: the client shall not see how tasks were when it last looked. */
    private CompletionStage<McpReply> list(McpCall call) {
        MappedTaskTable.Page page = table.page(SliceEditor.text(member(paramsOf(call), "cursor")));
        List<CompletableFuture<McpReply>> looks = new ArrayList<>();
        page.tasks().forEach(task -> looks.add(look(call, task, new Nobody()).toCompletableFuture()));
        return CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new)).thenApply(all -> {
            List<JsonSlice> views = page.tasks().stream()
                    .filter(task -> table.find(task.id()) != null)
                    .map(MappedTask::view)
                    .filter(Objects::nonNull)
                    .toList();
            return new McpReply.Result(JsonWriter.object()
                    .put("tasks", views)
                    .putIfPresent("nextCursor", page.next())
                    .toSlice());
        });
    }

    /** Several answers at a time have nothing to say besides. */
    private record Nobody() implements CallObserver {
        @Override
        public void notified(Notification notification) {}

        @Override
        public CompletionStage<InputAnswer> ask(InputRequest request) {
            JsonRpcError error = JsonRpcError.of(JsonRpcError.METHOD_NOT_FOUND, "Nobody can be asked");
            return CompletableFuture.completedFuture(new InputAnswer.Failure(error));
        }
    }

    private TaskRequests requests(McpCall call, MappedTask task) {
        return new TaskRequests(server, context, call, task.id());
    }

    private static CompletionStage<McpReply> refused(String why) {
        return CompletableFuture.completedFuture(
                new McpReply.Failure(JsonRpcError.of(JsonRpcError.INVALID_PARAMS, why)));
    }

    private static McpReply unreadable() {
        return TrestleError.INVALID_RESPONSE.failure("The server gave a task that cannot be read");
    }

    private static JsonSlice paramsOf(McpCall call) {
        return call.params() == null ? JsonSlice.EMPTY_OBJECT : call.params().json();
    }

    private static @Nullable JsonSlice member(@Nullable JsonSlice json, String name) {
        return json == null || json.length() == 0 || json.byteAt(0) != '{'
                ? null
                : EDITOR.member(json, name).orElse(null);
    }
}
