package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.LendingLimits;
import dev.trestle.mcp.spi.TaskOptions;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.fake.ScriptedServer;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks of a server of 2025-11-25 for clients of 2026-07-28 that know tasks, if they are mapped. */
class MapTasksModernClientTest {

    private static final String EXTENSION = "\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}";
    private static final String KNOWS = "{" + EXTENSION + "}";
    private static final String KNOWS_AND_FORMS = "{" + EXTENSION + ",\"elicitation\":{\"form\":{}}}";
    private static final String NOT_FOUND = "{\"code\":-32602,\"message\":\"Task not found\"}";
    private @Nullable TaskSite site;

    @AfterEach
    void close() throws Exception {
        if (site != null) {
            site.close();
        }
    }

    private TaskSite site(TaskOptions options) throws Exception {
        TaskSite opened = new TaskSite(BackendEra.LEGACY, options);
        site = opened;
        return opened;
    }

    private static TaskOptions options(Duration ttl, int maxTasks) {
        return new TaskOptions(false, true, Duration.ofSeconds(1), ttl, maxTasks);
    }

    private static RawReply checked(String method, RawReply reply) {
        return Schemas.checked(ClientKind.MODERN, method, reply);
    }

    private static String make(ModernHttpClient client, String tool) {
        RawReply made = client.callTool(tool, "{}");
        assertThat(made.result().at("/resultType").text()).isEqualTo("task");
        return made.result().at("/taskId").text();
    }

    private static RawReply ask(ModernHttpClient client, String method, String id) {
        return checked(method, client.call(method, "{\"taskId\":\"" + id + "\"}"));
    }

    private static Json get(ModernHttpClient client, String id) {
        return ask(client, "tasks/get", id).result();
    }

    /** What a client sees that asks until there is something to see. */
    private static Json getWhen(ModernHttpClient client, String id, String status) {
        Await.until(status, () -> get(client, id).at("/status").text().equals(status));
        return get(client, id);
    }

    private static RawReply answer(ModernHttpClient client, String id, String responses) {
        return checked(
                "tasks/update",
                client.call("tasks/update", "{\"taskId\":\"" + id + "\",\"inputResponses\":" + responses + "}"));
    }

    @Test
    void server_isSaidToHaveTasks_andToolsThatNeedThemAreListedForWhoKnowsTasks() throws Exception {
        site(TaskOptions.MAP);

        Json discovered = checked("server/discover", site.modern(KNOWS).call("server/discover", null))
                .result();
        assertThat(discovered.at("/capabilities").toString()).isEqualTo("{\"tools\":{}," + EXTENSION + "}");
        Json tools = checked("tools/list", site.modern(KNOWS).call("tools/list", null))
                .result();
        assertThat(tools.at("/tools").items()).hasSize(7).noneMatch(tool -> tool.has("/execution"));
        assertThat(site.modern("{}")
                        .call("tools/list", null)
                        .result()
                        .at("/tools")
                        .items())
                .extracting(tool -> tool.at("/name").text())
                .containsExactly("plain");
    }

    @Test
    void callOfAToolThatNeedsATask_becomesOne() throws Exception {
        TaskTools tools = site(TaskOptions.MAP).tools();
        ModernHttpClient client = site.modern(KNOWS);

        Json made = checked("tasks/create", client.callTool("slow", "{}")).result();
        String id = made.at("/taskId").text();
        assertThat(made.toString())
                .isEqualTo("{\"taskId\":\"" + id + "\",\"status\":\"working\",\"statusMessage\":\"step 0\","
                        + "\"createdAt\":\"2026-11-22T00:00:00Z\",\"lastUpdatedAt\":\"2026-11-22T00:00:00Z\","
                        + "\"ttlMs\":60000,\"pollIntervalMs\":20,\"resultType\":\"task\"}");
        assertThat(id).as("128 bits").matches("[0-9a-f]{32}");
        assertThat(tools.received("tools/call").get(1).at("/params/task").toString())
                .isEqualTo("{\"ttl\":1800000}");

        Json first = get(client, id);
        assertThat(first.at("/resultType").text()).isEqualTo("complete");
        assertThat(first.at("/taskId").text()).isEqualTo(id);
        assertThat(first.at("/status").text()).isEqualTo("working");
        assertThat(tools.received("tasks/result")).isEmpty();
        Json done = getWhen(client, id, "completed");
        assertThat(done.at("/result").toString())
                .isEqualTo(
                        "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}],\"_meta\":{},\"resultType\":\"complete\"}");
        assertThat(tools.received("tasks/result")).hasSize(1);
        int asked = tools.received("tasks/get").size();
        assertThat(get(client, id).toString()).isEqualTo(done.toString());
        assertThat(tools.received("tasks/get")).as("it is known now").hasSize(asked);
    }

    @Test
    void toolThatNeedsNoTask_isCalledWithout() throws Exception {
        site(TaskOptions.MAP);

        assertThat(site.modern(KNOWS).callTool("plain", "{}").text()).isEqualTo("at once, false");
    }

    @Test
    void endsOfTasks_areSaidInTheWordsOfTheExtension() throws Exception {
        site(TaskOptions.MAP);
        ModernHttpClient client = site.modern(KNOWS);

        Json failed = get(client, make(client, "fail"));
        assertThat(failed.at("/status").text()).isEqualTo("failed");
        assertThat(failed.at("/error").toString()).isEqualTo("{\"code\":4001,\"message\":\"told so\"}");
        Json broken = get(client, make(client, "broken"));
        assertThat(broken.at("/status").text()).isEqualTo("completed");
        assertThat(broken.at("/result/isError").bool()).isTrue();
        Json dropped = get(client, make(client, "drop"));
        assertThat(dropped.at("/status").text()).isEqualTo("cancelled");
        assertThat(dropped.has("/result")).isFalse();
        assertThat(dropped.has("/error")).isFalse();
    }

    @Test
    void question_isAnsweredByAnUpdate_whicheverConnectionItComesBy() throws Exception {
        TaskTools tools = site(TaskOptions.MAP).tools();
        ModernHttpClient client = site.modern(KNOWS_AND_FORMS);
        String id = make(client, "ask");

        Json asking = getWhen(client, id, "input_required");
        assertThat(asking.at("/inputRequests").toString())
                .isEqualTo("{\"q1\":{\"method\":\"elicitation/create\",\"params\":" + TaskTools.FORM + "}}");
        assertThat(answer(client, id, "{\"other\":{}}")
                        .result()
                        .at("/resultType")
                        .text())
                .as("what nobody asked is ignored")
                .isEqualTo("complete");
        assertThat(get(client, id).at("/status").text()).isEqualTo("input_required");

        ModernHttpClient other = site.modern(KNOWS);
        answer(other, id, "{\"q1\":{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}}");

        assertThat(getWhen(other, id, "completed").at("/result/content/0/text").text())
                .isEqualTo("name: Ada");
        assertThat(tools.received("tasks/result")).hasSize(1);
        assertThat(site.backend().sessions().stream()
                        .filter(session -> !session.received("tasks/get").isEmpty()))
                .as("all was asked in the session of the task")
                .singleElement()
                .satisfies(
                        session -> assertThat(session.received("tasks/result")).hasSize(1));
    }

    @Test
    void questionsDuringOtherCalls_areTheTasksOwn() throws Exception {
        site(TaskOptions.MAP);
        ModernHttpClient client = site.modern(KNOWS_AND_FORMS);
        String first = make(client, "ask");
        String second = make(client, "ask");
        getWhen(client, first, "input_required");
        getWhen(client, second, "input_required");

        answer(client, second, "{\"q1\":{\"action\":\"accept\",\"content\":{\"name\":\"Bob\"}}}");
        answer(client, first, "{\"q1\":{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}}");

        assertThat(getWhen(client, first, "completed")
                        .at("/result/content/0/text")
                        .text())
                .isEqualTo("name: Ada");
        assertThat(getWhen(client, second, "completed")
                        .at("/result/content/0/text")
                        .text())
                .isEqualTo("name: Bob");
    }

    @Test
    void answersThatAreNone_areRefused() throws Exception {
        site(TaskOptions.MAP);
        ModernHttpClient client = site.modern(KNOWS_AND_FORMS);
        String id = make(client, "ask");

        for (String none : List.of("[]", "{\"q1\":1}")) {
            assertThat(answer(client, id, none).error().at("/code").integer()).isEqualTo(-32602);
        }
        assertThat(ask(client, "tasks/update", id).error().at("/code").integer())
                .isEqualTo(-32602);
    }

    @Test
    void questionThatTheClientDidNotDeclare_isRefusedToTheServer() throws Exception {
        site(TaskOptions.MAP);
        ModernHttpClient client = site.modern(KNOWS);

        Json failed = getWhen(client, make(client, "ask"), "failed");

        assertThat(failed.at("/error/message").text()).isEqualTo("told so");
        assertThat(site.backend().sessions().stream()
                        .flatMap(session -> session.received().stream())
                        .filter(message -> message.has("/error")))
                .singleElement()
                .satisfies(refusal ->
                        assertThat(refusal.at("/error/code").integer()).isEqualTo(-32602));
    }

    @Test
    void taskOfAnother_andOneThatIsNot_areNotFound() throws Exception {
        TaskTools tools = site(TaskOptions.MAP).tools();
        ModernHttpClient client = site.modern(KNOWS);
        String id = make(client, "stuck");
        int heard = tools.received("tools/call").size();

        for (String method : List.of("tasks/get", "tasks/update", "tasks/cancel")) {
            for (String asked : List.of(id, "task-1", "")) {
                RawReply refused = client.request(method, "{\"taskId\":\"" + asked + "\",\"inputResponses\":{}}")
                        .header("X-User", "bob")
                        .send();
                assertThat(refused.status()).isEqualTo(200);
                assertThat(refused.error().toString()).as(method + asked).isEqualTo(NOT_FOUND);
            }
            assertThat(ask(client, method, "task-1").error().toString())
                    .as("the server's id is none")
                    .isEqualTo(NOT_FOUND);
        }
        assertThat(tools.received("tasks/get")).isEmpty();
        assertThat(tools.received("tasks/cancel")).isEmpty();
        assertThat(tools.received("tools/call")).hasSize(heard);
    }

    @Test
    void clientThatDoesNotKnowTasks_isRefused() throws Exception {
        site(TaskOptions.MAP);
        String id = make(site.modern(KNOWS), "stuck");

        RawReply refused = site.modern("{}").call("tasks/get", "{\"taskId\":\"" + id + "\"}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.error().at("/code").integer()).isEqualTo(-32021);
        assertThat(site.modern("{}").callTool("slow", "{}").error().at("/code").integer())
                .isEqualTo(-32601);
    }

    @Test
    void tasksThatAreAlsoAwaited_areAwaitedForWhoDoesNotKnowThem() throws Exception {
        site(new TaskOptions(true, true, Duration.ofSeconds(1), Duration.ofMinutes(1), 10));

        assertThat(site.modern("{}").callTool("slow", "{}").text()).isEqualTo("done");
        make(site.modern(KNOWS), "slow");
    }

    @Test
    void cancel_isPassedOn_andTakenOfATaskThatIsOver() throws Exception {
        TaskTools tools = site(TaskOptions.MAP).tools();
        ModernHttpClient client = site.modern(KNOWS);
        String stuck = make(client, "stuck");
        String over = make(client, "broken");

        for (String id : List.of(stuck, over)) {
            assertThat(ask(client, "tasks/cancel", id)
                            .result()
                            .at("/resultType")
                            .text())
                    .isEqualTo("complete");
        }
        assertThat(tools.received("tasks/cancel")).hasSize(2);
        assertThat(get(client, stuck).at("/status").text()).isEqualTo("cancelled");
        assertThat(get(client, over).at("/status").text()).isEqualTo("completed");

        assertThat(ask(client, "tasks/cancel", stuck).result().at("/resultType").text())
                .isEqualTo("complete");
        assertThat(tools.received("tasks/cancel")).hasSize(2);
    }

    @Test
    void taskOfASessionThatDies_hasFailed() throws Exception {
        site(TaskOptions.MAP);
        ModernHttpClient client = site.modern(KNOWS_AND_FORMS);
        String stuck = make(client, "stuck");
        String asking = make(client, "ask");
        getWhen(client, asking, "input_required");

        site.backend().sessions().forEach(ScriptedServer::die);

        for (String id : List.of(stuck, asking)) {
            Json failed = getWhen(client, id, "failed");
            assertThat(failed.at("/error/code").integer()).isNegative();
            assertThat(failed.at("/error/message").text()).isNotEmpty();
        }
        assertThat(make(client, "slow")).as("in a new session").isNotEmpty();
    }

    @Test
    void sessionWithAnOpenTask_isNotIdle() throws Exception {
        Duration idle = Duration.ofMillis(200);
        LendingLimits limits = new LendingLimits(8, 100, Duration.ofSeconds(30), Duration.ofSeconds(20), idle);
        TaskSite opened = new TaskSite(BackendEra.LEGACY, TaskOptions.MAP, builder -> builder.lending(limits));
        site = opened;
        ModernHttpClient client = opened.modern(KNOWS_AND_FORMS);
        String id = make(client, "stuck");

        Await.until("the session that was asked what the server offers is closed", () -> opened.lent() == 1);
        Await.stays("that of the task is not", idle.multipliedBy(5), () -> opened.lent() == 1);
        ask(client, "tasks/cancel", id);
        assertThat(get(client, id).at("/status").text()).isEqualTo("cancelled");

        Await.until("nobody needs it any more", () -> opened.lent() == 0);
        assertThat(get(client, id).at("/status").text())
                .as("the task is known all the same")
                .isEqualTo("cancelled");
    }

    @Test
    @Tag("limit:maxTasks")
    void mappedTasksBeyondMaxTasks_areForgotten() throws Exception {
        site(options(Duration.ofMinutes(1), 1));
        ModernHttpClient client = site.modern(KNOWS);
        String first = make(client, "stuck");
        String second = make(client, "stuck");

        assertThat(ask(client, "tasks/get", first).error().toString()).isEqualTo(NOT_FOUND);
        assertThat(get(client, second).at("/status").text()).isEqualTo("working");
    }

    @Test
    @Tag("limit:taskTtl")
    void mappedTasks_areForgottenAfterTaskTtl() throws Exception {
        site(options(Duration.ofSeconds(2), 10));
        ModernHttpClient client = site.modern(KNOWS);
        RawReply made = client.callTool("stuck", "{}");
        assertThat(made.result().at("/ttlMs").integer()).isEqualTo(2_000);
        String id = made.result().at("/taskId").text();

        Await.until(
                "forgotten",
                () -> ask(client, "tasks/get", id)
                        .response()
                        .at("/error")
                        .toString()
                        .equals(NOT_FOUND));
    }
}
