package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.TaskOptions;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.client.RawStream;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tools that run as tasks only, and clients that do not know the tasks of the server's era. */
class AwaitTasksTest {

    private static final String FORMS = "{\"elicitation\":{\"form\":{}}}";
    private @Nullable TaskSite site;

    @AfterEach
    void close() throws Exception {
        if (site != null) {
            site.close();
        }
    }

    private TaskSite site(BackendEra era, TaskOptions options) throws Exception {
        TaskSite opened = new TaskSite(era, options);
        site = opened;
        return opened;
    }

    private static RawReply checked(ClientKind kind, RawReply reply) {
        return Schemas.checked(kind, "tools/call", reply);
    }

    private static RawReply call(ModernHttpClient client, String tool) {
        RawReply reply = client.tool(tool, "{}")
                .send((key, asks, params) -> "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}");
        return checked(ClientKind.MODERN, reply);
    }

    @ParameterizedTest
    @EnumSource(value = ClientKind.class, mode = EnumSource.Mode.EXCLUDE, names = "MODERN")
    void legacyClient_getsTheResultOfAModernTask(ClientKind kind) throws Exception {
        TaskTools tools = site(BackendEra.MODERN, TaskOptions.AWAIT).tools();
        RawMcpClient client = site.legacy(kind);

        assertThat(checked(kind, client.callTool("slow", "{}")).text()).isEqualTo("done");
        assertThat(checked(kind, client.callTool("slow", "{}")).text()).isEqualTo("done");

        assertThat(tools.received("tools/call"))
                .as("it is tried without the extension once")
                .hasSize(3);
        assertThat(tools.received("tasks/get"))
                .hasSize(6)
                .allMatch(get -> get.at("/params/_meta")
                        .at("/io.modelcontextprotocol~1clientCapabilities/extensions")
                        .has("/io.modelcontextprotocol~1tasks"));
    }

    @Test
    void toolThatNeedsNoTask_isCalledWithoutTheExtension() throws Exception {
        site(BackendEra.MODERN, TaskOptions.AWAIT);

        assertThat(site.legacy(ClientKind.V2025_11_25).callTool("plain", "{}").text())
                .isEqualTo("at once, false");
    }

    @Test
    void question_ofAModernTask_isPutToTheClientOnce() throws Exception {
        TaskTools tools = site(BackendEra.MODERN, TaskOptions.AWAIT).tools();
        RawMcpClient client = site.legacy(ClientKind.V2025_06_18);

        RawReply reply = checked(ClientKind.V2025_06_18, client.callTool("ask", "{}"));

        assertThat(reply.text()).isEqualTo("name: Ada");
        assertThat(reply.messages().stream().filter(message -> message.has("/id") && message.has("/method")))
                .hasSize(1);
        assertThat(tools.received("tasks/update")).hasSize(1);
    }

    @Test
    void question_thatTheClientCannotBeAsked_endsCallAndTask() throws Exception {
        TaskTools tools = site(BackendEra.MODERN, TaskOptions.AWAIT).tools();
        RawMcpClient client = site.legacy(ClientKind.V2025_11_25, "{}");

        RawReply reply = client.callTool("ask", "{}");

        assertThat(reply.result().at("/isError").bool()).isTrue();
        assertThat(reply.text()).contains("the client cannot be asked").contains("elicitation/create");
        Await.until("cancelled", () -> tools.received("tasks/cancel").size() == 1);
    }

    @Test
    void endsOfModernTasks_areTheEndsOfTheirCalls() throws Exception {
        site(BackendEra.MODERN, TaskOptions.AWAIT);
        RawMcpClient client = site.legacy(ClientKind.V2025_11_25);

        assertThat(client.callTool("fail", "{}").error().toString())
                .isEqualTo("{\"code\":4001,\"message\":\"told so\",\"data\":{\"why\":\"so\"}}");
        assertThat(client.callTool("broken", "{}").result().at("/isError").bool())
                .isTrue();
        assertThat(client.callTool("drop", "{}").text()).contains("cancelled the task");
    }

    @Test
    void statusOfAModernTask_isProgressForWhoWantsIt() throws Exception {
        site(BackendEra.MODERN, TaskOptions.AWAIT);
        RawMcpClient client = site.legacy(ClientKind.V2025_11_25);

        RawReply told = client.start("tools/call", "{\"name\":\"slow\",\"_meta\":{\"progressToken\":\"t\"}}")
                .reply();
        RawReply untold = client.callTool("slow", "{}");

        assertThat(told.notifications("notifications/progress"))
                .extracting(news -> news.at("/params").toString())
                .containsExactly(
                        "{\"progressToken\":\"t\",\"progress\":1,\"message\":\"step 0\"}",
                        "{\"progressToken\":\"t\",\"progress\":2,\"message\":\"step 1\"}",
                        "{\"progressToken\":\"t\",\"progress\":3,\"message\":\"step 2\"}",
                        "{\"progressToken\":\"t\",\"progress\":4,\"message\":\"step 3\"}");
        assertThat(untold.notifications("notifications/progress")).isEmpty();
    }

    @Test
    void cancelledCall_cancelsItsModernTask() throws Exception {
        TaskTools tools = site(BackendEra.MODERN, TaskOptions.AWAIT).tools();
        RawMcpClient client = site.legacy(ClientKind.V2025_11_25);
        RawStream call = client.start("tools/call", "{\"name\":\"stuck\"}");
        Await.until("it is asked how it is", () -> !tools.received("tasks/get").isEmpty());

        client.notify("notifications/cancelled", "{\"requestId\":" + client.lastId() + "}");

        Await.until("cancelled", () -> tools.received("tasks/cancel").size() == 1);
        assertThat(call.reply().messages()).noneMatch(message -> message.has("/result") || message.has("/error"));
        int asked = tools.received("tasks/get").size();
        Await.stays(
                "nobody asks on",
                Duration.ofMillis(200),
                () -> tools.received("tasks/get").size() <= asked + 1);
    }

    @Test
    void taskThatLives_isNotSilent_andTakesNoLongerThanTheCap() throws Exception {
        Duration cap = Duration.ofSeconds(6);
        site = new TaskSite(
                BackendEra.MODERN,
                TaskOptions.AWAIT,
                builder -> builder.requestTimeout(Duration.ofSeconds(3)).requestCap(cap));
        RawMcpClient client = site.legacy(ClientKind.V2025_11_25);

        assertThat(client.callTool("stuck", "{}").error().at("/message").text()).contains("requestCap");

        TaskTools tools = site.tools();
        Await.until("cancelled", () -> tools.received("tasks/cancel").size() == 1);
    }

    @Test
    void withoutTheOption_aLegacyClientIsToldWhatItLacks() throws Exception {
        site(BackendEra.MODERN, TaskOptions.OFF);
        RawReply reply = site.legacy(ClientKind.V2025_11_25).callTool("slow", "{}");

        assertThat(reply.result().at("/isError").bool()).isTrue();
        assertThat(reply.text())
                .isEqualTo("The server needs a capability that this client did not declare: "
                        + "extensions.io.modelcontextprotocol/tasks");
    }

    @Test
    void modernClient_getsTheResultOfALegacyTask() throws Exception {
        TaskTools tools = site(BackendEra.LEGACY, TaskOptions.AWAIT).tools();
        ModernHttpClient client = site.modern("{}");

        RawReply reply = call(client, "slow");
        assertThat(reply.text()).isEqualTo("done");
        assertThat(reply.result().toString()).doesNotContain("related-task");
        assertThat(call(client, "plain").text()).isEqualTo("at once, false");

        assertThat(tools.received("tools/call").stream()
                        .map(call -> call.at("/params/task"))
                        .filter(Json::isPresent)
                        .map(Json::toString))
                .containsExactly("{\"ttl\":1800000}");
    }

    @Test
    void listOfAModernClient_hasToolsThatAreAwaited() throws Exception {
        site(BackendEra.LEGACY, TaskOptions.AWAIT);
        RawReply listed = Schemas.checked(
                ClientKind.MODERN, "tools/list", site.modern("{}").call("tools/list", null));

        assertThat(listed.result().at("/tools").items()).hasSize(7).noneMatch(tool -> tool.has("/execution"));
    }

    @Test
    void question_ofALegacyTask_parksTheCall() throws Exception {
        TaskTools tools = site(BackendEra.LEGACY, TaskOptions.AWAIT).tools();

        assertThat(call(site.modern(FORMS), "ask").text()).isEqualTo("name: Ada");

        assertThat(tools.received("tasks/result")).hasSize(1);
    }

    @Test
    void endsOfLegacyTasks_areTheEndsOfTheirCalls() throws Exception {
        site(BackendEra.LEGACY, TaskOptions.AWAIT);
        ModernHttpClient client = site.modern("{}");

        assertThat(call(client, "fail").error().toString()).isEqualTo("{\"code\":4001,\"message\":\"told so\"}");
        assertThat(call(client, "broken").result().at("/isError").bool()).isTrue();
        assertThat(call(client, "drop").error().at("/message").text()).contains("cancelled");
    }

    @Test
    void statusOfALegacyTask_isProgressForWhoWantsIt() throws Exception {
        site(BackendEra.LEGACY, TaskOptions.AWAIT);

        RawReply told =
                site.modern("{}").tool("slow", "{}").meta("progressToken", "7").send();

        List<Json> progress = told.notifications("notifications/progress");
        assertThat(progress)
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(news -> news.at("/params/progressToken").integer() == 7);
        for (int i = 0; i < progress.size(); i++) {
            assertThat(progress.get(i).at("/params/progress").integer()).isEqualTo(i + 1);
        }
    }

    @Test
    void clientThatGoesAway_cancelsItsLegacyTask() throws Exception {
        TaskTools tools = site(BackendEra.LEGACY, TaskOptions.AWAIT).tools();
        RawStream call = site.modern(FORMS).tool("stuck", "{}").open();
        Await.until(
                "its result is waited for",
                () -> !tools.received("tasks/result").isEmpty());

        call.close();

        Await.until("cancelled", () -> tools.received("tasks/cancel").size() == 1);
        assertThat(call(site.modern(FORMS), "slow").text())
                .as("the session is free again")
                .isEqualTo("done");
    }

    @Test
    void withoutTheOption_aModernClientIsRefusedByTheServer() throws Exception {
        site(BackendEra.LEGACY, TaskOptions.OFF);
        ModernHttpClient client = site.modern("{}");

        assertThat(client.call("tools/list", null).result().at("/tools").items())
                .extracting(tool -> tool.at("/name").text())
                .containsExactly("plain");
        RawReply reply = call(client, "slow");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.error().toString())
                .isEqualTo("{\"code\":-32601,\"message\":\"The tool slow runs as a task only\"}");
    }

    @Test
    @Tag("limit:taskPollInterval")
    void taskPollInterval_isHowOftenIsAskedIfTheServerDoesNotSay() throws Exception {
        TaskTools tools = site(
                        BackendEra.MODERN, new TaskOptions(true, false, Duration.ofHours(1), Duration.ofMinutes(1), 1))
                .tools();
        RawMcpClient client = site.legacy(ClientKind.V2025_11_25);
        assertThat(client.callTool("slow", "{}").text()).isEqualTo("done");
        int asked = tools.received("tasks/get").size();
        tools.doesNotSayHowOften();

        RawStream call = client.start("tools/call", "{\"name\":\"slow\"}");

        Await.stays(
                "it is not asked",
                Duration.ofMillis(300),
                () -> tools.received("tasks/get").size() == asked);
        client.notify("notifications/cancelled", "{\"requestId\":" + client.lastId() + "}");
        assertThat(call.reply().messages()).noneMatch(message -> message.has("/result"));
    }

    @Test
    @Tag("limit:taskTtl")
    void taskTtl_isWhatALegacyServerIsToldToKeepATask() throws Exception {
        TaskTools tools = site(
                        BackendEra.LEGACY,
                        new TaskOptions(true, false, Duration.ofMillis(10), Duration.ofSeconds(42), 1))
                .tools();

        call(site.modern("{}"), "slow");

        assertThat(tools.received("tools/call").get(1).at("/params/task/ttl").integer())
                .isEqualTo(42_000);
    }
}
