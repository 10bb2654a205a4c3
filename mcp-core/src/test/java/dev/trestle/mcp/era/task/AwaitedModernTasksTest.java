package dev.trestle.mcp.era.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.TestContext;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks whose server says odd things, or nothing for a while. */
class AwaitedModernTasksTest {

    private static final McpReply LOST = TrestleError.BACKEND_LOST.failure("the connection broke");

    private final TestContext context = TestContext.create();
    private final List<String> methods = new CopyOnWriteArrayList<>();
    private final Queue<McpReply> states = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        context.close();
    }

    private static McpReply state(String members) {
        return new McpReply.Result(
                JsonSlice.of("{\"resultType\":\"complete\",\"taskId\":\"t\",\"pollIntervalMs\":1," + members + "}"),
                true);
    }

    private McpReply answer(McpCall call) {
        methods.add(call.method());
        return switch (call.method()) {
            case "tools/call" ->
                call.metadata().capabilities().toString().contains("tasks")
                        ? new McpReply.Result(
                                JsonSlice.of("{\"resultType\":\"task\",\"taskId\":\"t\",\"status\":\"working\","
                                        + "\"pollIntervalMs\":1}"),
                                true)
                        : new McpReply.Failure(JsonRpcError.of(
                                -32021,
                                "needs tasks",
                                JsonSlice.of("{\"requiredCapabilities\":{\"extensions\":"
                                        + "{\"io.modelcontextprotocol/tasks\":{}}}}")));
            case "tasks/get" -> states.size() > 1 ? states.remove() : states.element();
            case "tasks/update" -> new McpReply.Failure(JsonRpcError.of(-32602, "no such answer"));
            default -> new McpReply.Result(JsonSlice.of("{\"resultType\":\"complete\"}"), true);
        };
    }

    private McpReply call(RecordingObserver client, McpReply... scripted) {
        states.addAll(List.of(scripted));
        McpCall call = McpCall.builder()
                .method("tools/call")
                .params(ParamsIndex.index(JsonSlice.of("{\"name\":\"slow\"}")))
                .metadata(new CallMetadata(
                        "2025-11-25",
                        null,
                        JsonSlice.of("{\"elicitation\":{\"form\":{}},\"extensions\":{\"x/y\":{}}}"),
                        null))
                .decoder(new StrictJsonDecoder())
                .build();
        AwaitedModernTasks tasks = new AwaitedModernTasks(
                (asked, observer) -> CompletableFuture.completedFuture(answer(asked)),
                context.context(),
                LegacyRules.LATEST);
        return Await.value("reply", tasks.call(call, client));
    }

    private static String error(McpReply reply) {
        return ((McpReply.Failure) reply).error().message();
    }

    @Test
    void connectionThatBreaksNowAndThen_losesNoTask() {
        McpReply reply = call(
                new RecordingObserver(),
                LOST,
                LOST,
                state("\"status\":\"working\""),
                LOST,
                LOST,
                state("\"status\":\"completed\",\"result\":{\"content\":[]}"));

        assertThat(((McpReply.Result) reply).json()).hasToString("{\"content\":[]}");
    }

    @Test
    void serverThatCannotBeReached_endsTheCall() {
        assertThat(call(new RecordingObserver(), LOST)).isEqualTo(LOST);
        assertThat(methods).containsExactly("tools/call", "tools/call", "tasks/get", "tasks/get", "tasks/get");
    }

    @Test
    void taskThatTheServerDoesNotKnow_endsTheCall() {
        McpReply unknown = new McpReply.Failure(JsonRpcError.of(-32602, "Task not found"));

        assertThat(call(new RecordingObserver(), unknown)).isEqualTo(unknown);
    }

    @Test
    void taskThatIsNone_isNoResult() {
        assertThat(error(call(new RecordingObserver(), state("\"status\":\"resting\""))))
                .contains("no status");
        states.clear();
        assertThat(error(call(new RecordingObserver(), state("\"status\":\"completed\""))))
                .contains("no result");
    }

    @Test
    void answerThatIsNotTaken_endsTheCall() {
        RecordingObserver client =
                new RecordingObserver().answerWith("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}");

        McpReply reply = call(
                client,
                state("\"status\":\"input_required\",\"inputRequests\":{\"k\":{\"method\":\"elicitation/create\","
                        + "\"params\":{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\","
                        + "\"properties\":{\"name\":{\"type\":\"string\"}}}}}}"));

        assertThat(((McpReply.Result) reply).json().toString())
                .contains("did not take an answer: no such answer")
                .contains("\"isError\":true");
        assertThat(client.questions()).hasSize(1);
        Await.until("the task is cancelled", () -> methods.contains("tasks/cancel"));
    }
}
