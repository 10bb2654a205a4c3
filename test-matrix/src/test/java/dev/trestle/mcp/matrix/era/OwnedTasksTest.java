package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.TaskOptions;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks between a client and a server of one era, which the server gives to everybody who names them. */
class OwnedTasksTest {

    private static final String KNOWS = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
    private static final TaskOptions ONE =
            new TaskOptions(false, false, Duration.ofSeconds(1), Duration.ofMinutes(1), 1);
    private static final String NOT_FOUND = "{\"code\":-32602,\"message\":\"Task not found\"}";

    private static RawReply ask(ModernHttpClient client, String user, String method, String id) {
        String answers = method.equals("tasks/update") ? ",\"inputResponses\":{}" : "";
        return client.request(method, "{\"taskId\":\"" + id + "\"" + answers + "}")
                .header("X-User", user)
                .send();
    }

    private static String make(ModernHttpClient client, String user) {
        RawReply made = client.tool("stuck", "{}").header("X-User", user).send();
        assertThat(made.result().at("/resultType").text()).isEqualTo("task");
        return made.result().at("/taskId").text();
    }

    private static String make(RawMcpClient client) {
        RawReply made = client.request("tools/call", "{\"name\":\"stuck\",\"task\":{\"ttl\":1000}}");
        Schemas.check(ClientKind.V2025_11_25, "CreateTaskResult", made.result());
        return made.result().at("/task/taskId").text();
    }

    private static RawReply ask(RawMcpClient client, String method, String id) {
        return client.request(method, "{\"taskId\":\"" + id + "\"}");
    }

    @Test
    void modernTask_isItsMakersAlone() throws Exception {
        try (TaskSite site = new TaskSite(BackendEra.MODERN, TaskOptions.OFF)) {
            ModernHttpClient client = site.modern(KNOWS);
            String id = make(client, "ann");
            assertThat(ask(client, "ann", "tasks/get", id)
                            .result()
                            .at("/status")
                            .text())
                    .isEqualTo("working");

            for (String method : List.of("tasks/get", "tasks/update", "tasks/cancel")) {
                RawReply refused = ask(client, "bob", method, id);
                assertThat(refused.status()).isEqualTo(200);
                assertThat(refused.error().toString()).as(method).isEqualTo(NOT_FOUND);
            }

            assertThat(site.tools().received("tasks/cancel"))
                    .as("the server is asked of a task that is not there")
                    .noneMatch(message -> message.at("/params/taskId").text().equals(id));
            assertThat(ask(client, "ann", "tasks/cancel", id)
                            .result()
                            .at("/resultType")
                            .text())
                    .isEqualTo("complete");
        }
    }

    @Test
    void listenForTheTaskOfAnother_isNotPassedOn() throws Exception {
        try (TaskSite site = new TaskSite(BackendEra.MODERN, TaskOptions.OFF)) {
            ModernHttpClient client = site.modern(KNOWS);
            String anns = make(client, "ann");
            String bobs = make(client, "bob");

            client.request(
                            "subscriptions/listen",
                            "{\"notifications\":{\"taskIds\":[\"" + anns + "\",\"" + bobs + "\"]}}")
                    .header("X-User", "bob")
                    .send();

            assertThat(site.tools()
                            .received("subscriptions/listen")
                            .get(0)
                            .at("/params/notifications/taskIds")
                            .toString())
                    .isEqualTo("[\"" + bobs + "\"]");
        }
    }

    @Test
    void listenForTasks_wantsTheExtensionDeclared() throws Exception {
        try (TaskSite site = new TaskSite(BackendEra.MODERN, TaskOptions.OFF)) {
            RawReply refused = site.modern("{}")
                    .request("subscriptions/listen", "{\"notifications\":{\"taskIds\":[\"t\"]}}")
                    .send();

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.error().at("/code").integer()).isEqualTo(-32021);
            assertThat(refused.error().at("/data/requiredCapabilities").toString())
                    .isEqualTo(KNOWS);
        }
    }

    @Test
    void legacyTask_isItsMakersAlone() throws Exception {
        try (TaskSite site = new TaskSite(BackendEra.LEGACY, TaskOptions.OFF)) {
            RawMcpClient ann = site.legacy("ann", ClientKind.V2025_11_25, "{}");
            RawMcpClient bob = site.legacy("bob", ClientKind.V2025_11_25, "{}");
            String id = make(ann);
            Json got = ask(ann, "tasks/get", id).result();
            Schemas.check(ClientKind.V2025_11_25, "GetTaskResult", got);
            assertThat(got.at("/status").text()).isEqualTo("working");

            for (String method : List.of("tasks/get", "tasks/result", "tasks/cancel")) {
                assertThat(ask(bob, method, id).error().toString()).as(method).isEqualTo(NOT_FOUND);
            }

            RawMcpClient annAgain = site.legacy("ann", ClientKind.V2025_11_25, "{}");
            assertThat(ask(annAgain, "tasks/cancel", id).result().at("/status").text())
                    .as("in another session of the same user")
                    .isEqualTo("cancelled");
        }
    }

    @Test
    void listOfLegacyTasks_hasOnesOwn() throws Exception {
        try (TaskSite site = new TaskSite(BackendEra.LEGACY, TaskOptions.OFF)) {
            RawMcpClient ann = site.legacy("ann", ClientKind.V2025_11_25, "{}");
            RawMcpClient bob = site.legacy("bob", ClientKind.V2025_11_25, "{}");
            make(ann);
            String bobs = make(bob);

            Json listed = bob.request("tasks/list", null).result();

            Schemas.check(ClientKind.V2025_11_25, "ListTasksResult", listed);
            assertThat(listed.at("/tasks").items())
                    .extracting(task -> task.at("/taskId").text())
                    .containsExactly(bobs);
        }
    }

    @Test
    @Tag("limit:maxTasks")
    void tasksBeyondMaxTasks_areForgotten() throws Exception {
        try (TaskSite site = new TaskSite(BackendEra.MODERN, ONE)) {
            ModernHttpClient client = site.modern(KNOWS);
            String first = make(client, "ann");
            String ofBob = make(client, "bob");
            String second = make(client, "ann");

            assertThat(ask(client, "ann", "tasks/get", first).error().toString())
                    .isEqualTo(NOT_FOUND);
            assertThat(ask(client, "ann", "tasks/get", second)
                            .result()
                            .at("/status")
                            .text())
                    .isEqualTo("working");
            assertThat(ask(client, "bob", "tasks/get", ofBob)
                            .result()
                            .at("/status")
                            .text())
                    .isEqualTo("working");
        }
    }

    @Test
    void wishForATask_doesNotCrossTheEras() throws Exception {
        try (TaskSite site = new TaskSite(BackendEra.LEGACY, TaskOptions.OFF)) {
            RawReply reply = site.modern("{}")
                    .request("tools/call", "{\"name\":\"plain\",\"task\":{}}")
                    .send();
            assertThat(reply.text()).isEqualTo("at once, false");
        }
        try (TaskSite site = new TaskSite(BackendEra.MODERN, TaskOptions.OFF)) {
            site.legacy(ClientKind.V2025_11_25).request("tools/call", "{\"name\":\"plain\",\"task\":{}}");
            assertThat(site.tools().received("tools/call").get(0).has("/params/task"))
                    .isFalse();
        }
    }
}
