package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.TaskOptions;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks of a server of 2026-07-28, as a client sees them that knows those of 2025-11-25. */
class MapTasksLegacyClientTest {

    private static final ClientKind KIND = ClientKind.V2025_11_25;
    private static final String RELATED = "/_meta/io.modelcontextprotocol~1related-task/taskId";

    private TaskSite site;
    private TaskTools tools;
    private RawMcpClient client;

    @BeforeEach
    void open() throws Exception {
        site = new TaskSite(BackendEra.MODERN, TaskOptions.MAP);
        tools = site.tools();
        client = site.legacy(KIND);
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    private static RawReply create(RawMcpClient client, String tool) {
        return Schemas.checked(
                KIND, "tasks", client.request("tools/call", "{\"name\":\"" + tool + "\",\"task\":{\"ttl\":1000}}"));
    }

    private static String make(RawMcpClient client, String tool) {
        Json made = create(client, tool).result();
        Schemas.check(KIND, "CreateTaskResult", made);
        return made.at("/task/taskId").text();
    }

    private static String about(String id) {
        return "{\"taskId\":\"" + id + "\"}";
    }

    private Json get(String id) {
        Json task = client.request("tasks/get", about(id)).result();
        Schemas.check(KIND, "GetTaskResult", task);
        return task;
    }

    private RawReply result(String id) {
        RawReply reply = Schemas.checked(KIND, "tools/call", client.request("tasks/result", about(id)));
        if (reply.response().has("/result")) {
            assertThat(reply.result().at(RELATED).text()).isEqualTo(id);
            assertThat(reply.result().has("/resultType")).isFalse();
        }
        return reply;
    }

    private Json list(String params) {
        Json listed = client.request("tasks/list", params).result();
        Schemas.check(KIND, "ListTasksResult", listed);
        return listed;
    }

    private static List<String> texts(Json listed, String member) {
        return listed.at("/tasks").items().stream()
                .map(task -> task.at(member).text())
                .toList();
    }

    @Test
    void clientThatKnowsTasks_isToldOfThem() {
        RawMcpClient other = RawMcpClient.of(site.uri());
        Json introduced = other.initialize(KIND.version, "{}").result();
        Schemas.check(KIND, "InitializeResult", introduced);

        assertThat(introduced.at("/capabilities").toString())
                .isEqualTo(
                        "{\"tools\":{},\"tasks\":{\"list\":{},\"cancel\":{},\"requests\":{\"tools\":{\"call\":{}}}}}");
        RawReply listed = Schemas.checked(KIND, "tools/list", other.request("tools/list", null));
        assertThat(listed.result().at("/tools").items())
                .hasSize(7)
                .allMatch(tool -> tool.at("/execution").toString().equals("{\"taskSupport\":\"optional\"}"));
    }

    @ParameterizedTest
    @EnumSource(
            value = ClientKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MODERN", "V2025_11_25"})
    void clientThatDoesNotKnowTasks_isNotToldOfThem(ClientKind kind) {
        RawMcpClient older = RawMcpClient.of(site.uri());

        assertThat(older.initialize(kind.version, "{}")
                        .result()
                        .at("/capabilities")
                        .toString())
                .isEqualTo("{\"tools\":{}}");
        assertThat(older.request("tools/list", null).result().at("/tools").items())
                .noneMatch(tool -> tool.has("/execution"));
        assertThat(older.request("tasks/list", null).error().at("/code").integer())
                .isEqualTo(-32601);
        assertThat(older.request("tools/call", "{\"name\":\"plain\",\"task\":{}}")
                        .text())
                .isEqualTo("at once, false");
    }

    @Test
    void task_isMadeAskedForAndFetched() {
        Json made = create(client, "slow").result().at("/task");
        String id = made.at("/taskId").text();

        assertThat(made.toString())
                .isEqualTo("{\"taskId\":\"" + id + "\",\"status\":\"working\",\"statusMessage\":\"step 0\","
                        + "\"createdAt\":\"2026-11-22T00:00:00Z\",\"lastUpdatedAt\":\"2026-11-22T00:00:00Z\","
                        + "\"ttl\":60000,\"pollInterval\":20}");
        Json call = tools.received("tools/call").get(0);
        assertThat(call.has("/params/task")).isFalse();
        assertThat(call.at("/params/_meta/io.modelcontextprotocol~1clientCapabilities/extensions")
                        .toString())
                .isEqualTo("{\"io.modelcontextprotocol/tasks\":{}}");
        assertThat(get(id).at("/statusMessage").text()).isEqualTo("step 1");

        assertThat(result(id).text()).isEqualTo("done");

        Json done = get(id);
        assertThat(done.at("/status").text()).isEqualTo("completed");
        assertThat(done.has("/result")).isFalse();
        assertThat(result(id).text()).as("as often as it is asked for").isEqualTo("done");
    }

    @Test
    void callThatIsAnsweredAtOnce_isATaskThatIsOver() {
        String id = make(client, "plain");

        assertThat(id).hasSizeGreaterThanOrEqualTo(32);
        Json task = get(id);
        assertThat(task.at("/status").text()).isEqualTo("completed");
        assertThat(task.at("/ttl").integer()).isEqualTo(1_800_000);
        assertThat(result(id).text()).isEqualTo("at once, true");
        assertThat(client.request("tasks/cancel", about(id)).error().at("/code").integer())
                .isEqualTo(-32602);
        assertThat(tools.received("tasks/get")).isEmpty();
        assertThat(tools.received("tasks/cancel")).isEmpty();
    }

    @Test
    void endsOfTasks_areThoseOfTheClientsVersion() {
        String failed = make(client, "fail");
        assertThat(get(failed).at("/status").text()).isEqualTo("failed");
        assertThat(result(failed).error().toString())
                .isEqualTo("{\"code\":4001,\"message\":\"told so\",\"data\":{\"why\":\"so\"}}");

        String broken = make(client, "broken");
        assertThat(get(broken).at("/status").text()).isEqualTo("failed");
        assertThat(result(broken).result().at("/isError").bool()).isTrue();

        String dropped = make(client, "drop");
        assertThat(get(dropped).at("/status").text()).isEqualTo("cancelled");
        assertThat(result(dropped).error().at("/message").text()).contains("cancelled the task");
    }

    @Test
    void question_isPutToWhoeverWaitsForTheResult_once() {
        String id = make(client, "ask");
        assertThat(get(id).at("/status").text()).isEqualTo("input_required");

        RawReply reply = result(id);

        assertThat(reply.text()).isEqualTo("name: Ada");
        List<Json> questions = reply.messages().stream()
                .filter(message -> message.has("/id") && message.has("/method"))
                .toList();
        assertThat(questions).hasSize(1);
        assertThat(questions.get(0).at("/params" + RELATED).text()).isEqualTo(id);
        assertThat(tools.received("tasks/update")).hasSize(1);
    }

    @Test
    void question_beforeThereIsATask_isPutToWhoeverWantsOne() {
        String id = make(client, "ask_first");
        assertThat(get(id).at("/status").text()).isEqualTo("working");
        assertThat(tools.received("tools/call")).hasSize(2).noneMatch(call -> call.has("/params/task"));

        client = site.legacy(KIND, "{}");
        assertThat(create(client, "ask_first").error().at("/message").text())
                .as("what a tool gives is no task")
                .contains("the client cannot be asked");
    }

    @Test
    void question_thatTheClientCannotBeAsked_endsTheTask() {
        client = site.legacy(KIND, "{}");
        String id = make(client, "ask");

        assertThat(result(id).error().at("/message").text()).contains("the client cannot be asked");

        Await.until("cancelled", () -> tools.received("tasks/cancel").size() == 1);
        assertThat(get(id).at("/status").text()).isEqualTo("cancelled");
    }

    @Test
    void statusOfATask_isProgressForWhoWaitsForTheResultAndWantsIt() {
        String id = make(client, "slow");

        RawReply told = client.start("tasks/result", "{\"taskId\":\"" + id + "\",\"_meta\":{\"progressToken\":\"t\"}}")
                .reply();

        assertThat(told.notifications("notifications/progress"))
                .extracting(news -> news.at("/params").toString())
                .containsExactly(
                        "{\"progressToken\":\"t\",\"progress\":1,\"message\":\"step 1\"}",
                        "{\"progressToken\":\"t\",\"progress\":2,\"message\":\"step 2\"}",
                        "{\"progressToken\":\"t\",\"progress\":3,\"message\":\"step 3\"}");
    }

    @Test
    void clientThatDoesNotWaitForTheResult_leavesTheTaskAlone() {
        String id = make(client, "stuck");
        RawStream waiting = client.start("tasks/result", about(id));
        Await.until("it is asked how it is", () -> !tools.received("tasks/get").isEmpty());

        client.notify("notifications/cancelled", "{\"requestId\":" + client.lastId() + "}");

        assertThat(waiting.reply().messages()).noneMatch(message -> message.has("/result") || message.has("/error"));
        assertThat(get(id).at("/status").text()).isEqualTo("working");
        int asked = tools.received("tasks/get").size();
        Await.stays(
                "nobody asks on",
                Duration.ofMillis(200),
                () -> tools.received("tasks/get").size() <= asked);
        assertThat(tools.received("tasks/cancel")).isEmpty();
    }

    @Test
    void cancelledTask_staysCancelled_whateverTheServerMakesOfIt() {
        tools.ignoresCancellations();
        String id = make(client, "slow");

        Json cancelled = client.request("tasks/cancel", about(id)).result();

        Schemas.check(KIND, "CancelTaskResult", cancelled);
        assertThat(cancelled.at("/status").text()).isEqualTo("cancelled");
        assertThat(cancelled.at("/taskId").text()).isEqualTo(id);
        assertThat(tools.received("tasks/cancel")).hasSize(1);
        tools.all().forEach(task -> {
            task.poll();
            task.poll();
            assertThat(task.status()).isEqualTo("completed");
        });
        assertThat(get(id).at("/status").text()).isEqualTo("cancelled");
        assertThat(texts(list(null), "/status")).containsExactly("cancelled");
        assertThat(result(id).error().toString()).isEqualTo("{\"code\":-32602,\"message\":\"The task was cancelled\"}");
        assertThat(client.request("tasks/cancel", about(id)).error().at("/code").integer())
                .isEqualTo(-32602);
    }

    @Test
    void cancelledTask_endsTheWaitForItsResult() {
        tools.ignoresCancellations();
        String id = make(client, "stuck");
        RawStream waiting = client.start("tasks/result", about(id));
        Await.until("it is asked how it is", () -> !tools.received("tasks/get").isEmpty());

        client.request("tasks/cancel", about(id));

        assertThat(waiting.reply().error().at("/message").text()).isEqualTo("The task was cancelled");
    }

    @Test
    void list_hasTheTasksAsTheyAre_pageByPage() {
        String slow = make(client, "slow");
        assertThat(result(slow).text()).isEqualTo("done");
        Set<String> made = new HashSet<>(Set.of(slow));
        for (int i = 0; i < 20; i++) {
            made.add(make(client, "plain"));
        }

        Json first = list(null);
        Json second = list("{\"cursor\":\"" + first.at("/nextCursor").text() + "\"}");

        assertThat(first.at("/tasks").items()).hasSize(20);
        assertThat(first.at("/tasks/0/status").text()).isEqualTo("completed");
        assertThat(second.at("/tasks").items()).hasSize(1);
        assertThat(second.has("/nextCursor")).isFalse();
        Set<String> listed = new HashSet<>(texts(first, "/taskId"));
        listed.addAll(texts(second, "/taskId"));
        assertThat(listed).isEqualTo(made);
        assertThat(client.request("tasks/list", "{\"cursor\":\"x\"}")
                        .error()
                        .at("/code")
                        .integer())
                .isEqualTo(-32602);
    }

    @Test
    void task_isItsMakersAlone() {
        RawMcpClient bob = site.legacy("bob", KIND, "{}");
        for (String tool : List.of("stuck", "plain")) {
            String id = make(client, tool);
            for (String method : List.of("tasks/get", "tasks/result", "tasks/cancel")) {
                assertThat(bob.request(method, about(id)).error().toString())
                        .as(method)
                        .isEqualTo("{\"code\":-32602,\"message\":\"Task not found\"}");
            }
        }
        assertThat(bob.request("tasks/list", null).result().toString()).isEqualTo("{\"tasks\":[]}");

        RawMcpClient again = site.legacy(KIND);
        String stuck = texts(list(null), "/taskId").get(0);
        assertThat(again.request("tasks/get", about(stuck))
                        .result()
                        .at("/status")
                        .text())
                .as("a task of the server, in another session of the same user")
                .isEqualTo("working");
    }

    @Test
    void callWithoutATask_isAsItWas() throws Exception {
        assertThat(client.callTool("plain", "{}").text()).isEqualTo("at once, false");
        assertThat(client.callTool("slow", "{}").result().at("/isError").bool()).isTrue();
        assertThat(list(null).at("/tasks").items()).isEmpty();

        try (TaskSite both = new TaskSite(BackendEra.MODERN, with(TaskOptions.MAP.maxTasks(), true))) {
            assertThat(both.legacy(KIND).callTool("slow", "{}").text()).isEqualTo("done");
        }
    }

    private static TaskOptions with(int maxTasks, boolean await) {
        return new TaskOptions(await, true, Duration.ofSeconds(1), Duration.ofMinutes(1), maxTasks);
    }

    @Test
    @Tag("limit:maxTasks")
    void tasksBeyondMaxTasks_areNotListed() throws Exception {
        try (TaskSite small = new TaskSite(BackendEra.MODERN, with(2, false))) {
            client = small.legacy(KIND);
            String first = make(client, "plain");
            List<String> last = List.of(make(client, "plain"), make(client, "stuck"));

            assertThat(texts(list(null), "/taskId")).isEqualTo(last);
            assertThat(client.request("tasks/get", about(first))
                            .error()
                            .at("/code")
                            .integer())
                    .isEqualTo(-32602);
        }
    }
}
