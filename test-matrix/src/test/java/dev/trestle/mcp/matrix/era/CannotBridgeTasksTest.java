package dev.trestle.mcp.matrix.era;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.spi.BackendEra;
import dev.trestle.mcp.spi.TaskOptions;
import dev.trestle.mcp.testkit.client.ModernHttpClient;
import dev.trestle.mcp.testkit.client.RawMcpClient;
import dev.trestle.mcp.testkit.client.RawReply;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What of tasks cannot be translated, by the numbers of {@code docs/eras.md}. */
class CannotBridgeTasksTest {

    private static final String ALL_TASKS = "{\"tasks\":{\"list\":{},\"cancel\":{},\"requests\":{"
            + "\"sampling\":{\"createMessage\":{}},\"elicitation\":{\"create\":{}}}},"
            + "\"extensions\":{\"io.modelcontextprotocol/tasks\":{},\"com.example/other\":{}},"
            + "\"elicitation\":{\"form\":{}},\"sampling\":{}}";
    private static final String ENVELOPE = "/params/_meta/io.modelcontextprotocol~1clientCapabilities";

    /** The eras say different things of a task whose result is an error; nobody sees what they say. */
    @ParameterizedTest
    @EnumSource(
            value = BackendEra.class,
            names = {"LEGACY", "MODERN"})
    void cannotBridge_17_taskWithAResultThatIsAnError_isThatResult(BackendEra era) throws Exception {
        try (TaskSite site = new TaskSite(era, TaskOptions.AWAIT)) {
            RawReply reply = era == BackendEra.MODERN
                    ? site.legacy(ClientKind.V2025_11_25).callTool("broken", "{}")
                    : site.modern("{}").callTool("broken", "{}");

            assertThat(reply.result().at("/isError").bool()).isTrue();
            assertThat(reply.text()).isEqualTo("done");
        }
    }

    @Test
    void cannotBridge_18_tasksOfAModernServer_areNotShownToLegacyClients() throws Exception {
        for (TaskOptions options : List.of(TaskOptions.OFF, TaskOptions.AWAIT)) {
            try (TaskSite site = new TaskSite(BackendEra.MODERN, options)) {
                RawMcpClient client = RawMcpClient.of(site.uri());
                Json introduced = client.initialize("2025-11-25", ALL_TASKS).result();

                assertThat(introduced.at("/capabilities").toString()).isEqualTo("{\"tools\":{}}");
                assertThat(client.request("tools/list", null)
                                .result()
                                .at("/tools")
                                .items())
                        .noneMatch(tool -> tool.has("/execution"));
                for (String method : List.of("tasks/list", "tasks/get", "tasks/result", "tasks/cancel")) {
                    assertThat(client.request(method, "{\"taskId\":\"t\"}")
                                    .error()
                                    .at("/code")
                                    .integer())
                            .as(method)
                            .isEqualTo(-32601);
                }
            }
        }
    }

    @Test
    void cannotBridge_18_tasksOfALegacyServer_areNotShownToModernClients() throws Exception {
        for (TaskOptions options : List.of(TaskOptions.OFF, TaskOptions.AWAIT)) {
            try (TaskSite site = new TaskSite(BackendEra.LEGACY, options)) {
                ModernHttpClient client = site.modern(ALL_TASKS);

                assertThat(client.call("server/discover", null)
                                .result()
                                .at("/capabilities")
                                .toString())
                        .isEqualTo("{\"tools\":{}}");
                RawReply asked =
                        client.request("tasks/get", "{\"taskId\":\"t\"}").send();
                assertThat(asked.status()).isEqualTo(404);
                assertThat(asked.error().at("/code").integer()).isEqualTo(-32601);
                assertThat(site.tools().received("tasks/get")).isEmpty();
            }
        }
    }

    /** Tasks of 2026-07-28 have no progress: what they say of their status is counted. */
    @Test
    void cannotBridge_19_progressOfATask_countsWhatItSays() throws Exception {
        try (TaskSite site = new TaskSite(BackendEra.MODERN, TaskOptions.AWAIT)) {
            RawReply reply = site.legacy(ClientKind.V2025_11_25)
                    .start("tools/call", "{\"name\":\"slow\",\"_meta\":{\"progressToken\":1}}")
                    .reply();

            List<Json> progress = reply.notifications("notifications/progress");
            assertThat(progress)
                    .extracting(news -> news.at("/params/message").text())
                    .containsExactly("step 0", "step 1", "step 2", "step 3");
            assertThat(progress).noneMatch(news -> news.has("/params/total"));
        }
    }

    @Test
    void cannotBridge_23_tasksOfLegacyClients_areNotDeclaredToModernServers() throws Exception {
        try (TaskSite site = new TaskSite(BackendEra.MODERN, TaskOptions.OFF)) {
            site.legacy(ClientKind.V2025_11_25, ALL_TASKS).callTool("plain", "{}");

            Json declared = site.tools().received("tools/call").get(0).at(ENVELOPE);
            assertThat(declared.has("/tasks")).isFalse();
            assertThat(declared.at("/extensions").toString()).isEqualTo("{\"com.example/other\":{}}");
        }
    }

    @Test
    void cannotBridge_23_tasksOfModernClients_areNotDeclaredToLegacyServers() throws Exception {
        try (TaskSite site = new TaskSite(BackendEra.LEGACY, TaskOptions.AWAIT)) {
            site.modern(ALL_TASKS).callTool("slow", "{}");

            assertThat(site.backend().sessions())
                    .isNotEmpty()
                    .allMatch(server -> !server.received("initialize")
                            .get(0)
                            .at("/params/capabilities")
                            .toString()
                            .contains("tasks"));
        }
    }
}
