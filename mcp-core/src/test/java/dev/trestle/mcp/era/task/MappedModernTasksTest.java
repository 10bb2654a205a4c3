package dev.trestle.mcp.era.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.Cancellation;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.codec.ParamsIndex;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.era.LegacyRules;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.TaskOptions;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks of a server of 2026-07-28 that says little, or odd things, for a client of 2025-11-25. */
class MappedModernTasksTest {

    private static final String QUESTION = "\"status\":\"input_required\",\"inputRequests\":{\"k\":"
            + "{\"method\":\"elicitation/create\",\"params\":{\"message\":\"who?\",\"requestedSchema\":"
            + "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}}}}";
    private static final String ANSWER = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";
    private static final String GET = "{\"taskId\":\"t\"}";

    private final TestContext context = TestContext.create();
    private final List<McpCall> received = new CopyOnWriteArrayList<>();
    private final RecordingObserver client = new RecordingObserver();
    private volatile Instant now = Instant.parse("2026-11-22T00:00:00Z");
    private volatile String created = "\"resultType\":\"task\",\"taskId\":\"t\",\"status\":\"working\"";
    private volatile String state = "\"status\":\"working\"";
    private volatile boolean known = true;
    private final MappedModernTasks tasks = new MappedModernTasks(
            (asked, observer) -> CompletableFuture.completedFuture(answer(asked)),
            context.context(),
            LegacyRules.LATEST,
            (method, tool, reply) -> reply,
            () -> now);

    @AfterEach
    void stop() {
        context.close();
    }

    private McpReply answer(McpCall call) {
        received.add(call);
        switch (call.method()) {
            case "tools/call" -> {
                return result(created);
            }
            case "tasks/get" -> {
                return known
                        ? result("\"resultType\":\"complete\",\"taskId\":\"t\",\"pollIntervalMs\":1," + state)
                        : new McpReply.Failure(JsonRpcError.of(-32602, "Task not found"));
            }
            case "tasks/update" -> state = "\"status\":\"completed\",\"result\":{\"content\":[]}";
            default -> {
                // Cancelled, or so it says.
            }
        }
        return result("\"resultType\":\"complete\"");
    }

    private static McpReply result(String members) {
        return new McpReply.Result(JsonSlice.of("{" + members + "}"), true);
    }

    private CompletionStage<McpReply> ask(String method, String params, Cancellation cancellation) {
        McpCall call = McpCall.builder()
                .method(method)
                .params(ParamsIndex.index(JsonSlice.of(params)))
                .metadata(new CallMetadata("2025-11-25", null, JsonSlice.of("{\"elicitation\":{\"form\":{}}}"), null))
                .cancellation(cancellation)
                .decoder(new StrictJsonDecoder())
                .build();
        assertThat(tasks.concerns(call)).isTrue();
        return tasks.call(call, client);
    }

    private McpReply ask(String method, String params) {
        return Await.value("reply", ask(method, params, new Cancellation()));
    }

    private static Json json(McpReply reply) {
        return Json.parse(((McpReply.Result) reply).json());
    }

    private static JsonRpcError error(McpReply reply) {
        return ((McpReply.Failure) reply).error();
    }

    private Json create() {
        return json(ask("tools/call", "{\"name\":\"x\",\"task\":{}}")).at("/task");
    }

    private long received(String method) {
        return received.stream().filter(call -> call.method().equals(method)).count();
    }

    @Test
    void taskOfWhichLittleIsSaid_hasAllThatTheVersionDemands() {
        created =
                "\"resultType\":\"task\",\"taskId\":\"t\",\"status\":\"working\",\"ttlMs\":null,\"pollIntervalMs\":12.5";

        assertThat(create().toString())
                .isEqualTo("{\"taskId\":\"t\",\"status\":\"working\",\"createdAt\":\"2026-11-22T00:00:00Z\","
                        + "\"lastUpdatedAt\":\"2026-11-22T00:00:00Z\",\"ttl\":null,\"pollInterval\":12}");

        state = "\"status\":\"failed\",\"error\":{\"code\":1,\"message\":\"told so\"}";
        assertThat(json(ask("tasks/get", GET)).at("/statusMessage").text()).isEqualTo("told so");
    }

    @Test
    void taskThatIsNone_isNoTask() {
        created = "\"resultType\":\"task\",\"taskId\":\"t\",\"status\":\"resting\"";
        assertThat(error(ask("tools/call", "{\"name\":\"x\",\"task\":{}}")).message())
                .contains("cannot be read");
        created = "\"resultType\":\"task\",\"status\":\"working\"";
        assertThat(error(ask("tools/call", "{\"name\":\"x\",\"task\":{}}")).message())
                .contains("cannot be read");
        assertThat(error(ask("tasks/get", "{\"taskId\":1}")).code()).isEqualTo(-32602);
        assertThat(error(ask("tasks/result", "{}")).code()).isEqualTo(-32602);
    }

    @Test
    void taskThatTheServerForgot_isNotListed() {
        create();
        known = false;

        assertThat(json(ask("tasks/list", "{}")).toString()).isEqualTo("{\"tasks\":[]}");
        assertThat(error(ask("tasks/get", GET)).message()).isEqualTo("Task not found");
    }

    @Test
    void question_isAskedOnce_howeverManyWait_andAgainIfWhoeverWasAskedLeaves() {
        create();
        state = QUESTION;
        Cancellation leaves = new Cancellation();
        CompletionStage<McpReply> first = ask("tasks/result", GET, leaves);
        client.awaitQuestions(1);
        CompletionStage<McpReply> second = ask("tasks/result", GET, new Cancellation());
        long polled = received("tasks/get");
        Await.until("both asked again", () -> received("tasks/get") > polled + 4);
        assertThat(client.questions()).hasSize(1);

        leaves.cancel("no more");
        assertThat(Await.value("the first", first)).isInstanceOf(McpReply.Failure.class);
        assertThat(client.questions().get(0).cancellation().isCancelled()).isTrue();
        client.answerWith("{\"action\":\"cancel\"}");
        client.awaitQuestions(2);
        client.answerWith(ANSWER);

        assertThat(json(Await.value("the second", second)).toString())
                .isEqualTo("{\"content\":[],\"_meta\":{\"io.modelcontextprotocol/related-task\":{\"taskId\":\"t\"}}}");
        assertThat(received("tasks/update")).isEqualTo(1);
        assertThat(received("tasks/cancel")).isZero();
    }

    @Test
    @Tag("limit:taskTtl")
    void taskThatIsOver_isKeptForTaskTtl() {
        created = "\"resultType\":\"complete\",\"content\":[]";
        Json task = create();
        assertThat(task.at("/ttl").integer())
                .isEqualTo(TaskOptions.OFF.taskTtl().toMillis());
        String id = "{\"taskId\":" + task.at("/taskId") + "}";

        now = now.plus(TaskOptions.OFF.taskTtl());
        assertThat(json(ask("tasks/result", id)).has("/content")).isTrue();

        now = now.plus(Duration.ofMillis(1));
        known = false;
        assertThat(error(ask("tasks/result", id)).message()).isEqualTo("Task not found");
    }

    @Test
    void resultsThatAreKept_areOnlySoManyBytes() {
        created = "\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"" + "x".repeat(9 << 20)
                + "\"}]";
        String first = create().at("/taskId").toString();
        String second = create().at("/taskId").toString();
        known = false;

        assertThat(error(ask("tasks/get", "{\"taskId\":" + first + "}")).message())
                .isEqualTo("Task not found");
        assertThat(json(ask("tasks/get", "{\"taskId\":" + second + "}"))
                        .at("/status")
                        .text())
                .isEqualTo("completed");
    }
}
