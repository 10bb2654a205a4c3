package dev.trestle.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.ElicitResult;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.json.Json;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client of 2026-07-28 that started us, in front of a server in this JVM. */
class FrontModernTest {

    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{\"form\":{}}},\"progressToken\":\"p\"}";

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final McpServer server = McpServer.builder("front", "1")
            .tool(Tool.named("echo").handler((arguments, call) -> ToolResult.text("hi")))
            .tool(Tool.named("order").handler((arguments, call) -> {
                ElicitResult answer = call.elicit("Who?", Schema.object().property("name", Schema.string("who")));
                return ToolResult.text("for " + answer.string("name").orElse("nobody"));
            }))
            .tool(Tool.named("wait").handler((arguments, call) -> {
                call.progress(1, 2.0);
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
                return ToolResult.text("never");
            }))
            .build();
    private final McpGateway gateway =
            McpGateway.builder().backend("front", server).build();
    private FrontClient client;

    @BeforeEach
    void start() throws IOException {
        client = new FrontClient(gateway);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        gateway.close();
    }

    private void send(String id, String method, String params) throws IOException {
        client.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + META
                + (params.isEmpty() ? "" : "," + params) + "}}");
    }

    private Json answer(String id) {
        return client.answer(id);
    }

    @Test
    void discover_doesNotSettleTheEra() throws IOException {
        send("1", "server/discover", "");
        assertThat(answer("1").at("/result/supportedVersions")).isEqualTo(Json.parse("[\"2026-07-28\"]"));

        client.initialize();

        client.call(7, "echo");
        assertThat(answer("7").has("/result/resultType")).isFalse();
    }

    @Test
    void firstOtherRequest_settlesTheEra() throws IOException {
        send("1", "tools/call", "\"name\":\"echo\"");
        assertThat(answer("1").at("/result/resultType").text()).isEqualTo("complete");

        client.send(FrontClient.INITIALIZE);

        assertThat(answer("0").at("/error/code")).isEqualTo(Json.parse("-32022"));
        assertThat(answer("0").at("/error/data/requested").text()).isEqualTo("2025-11-25");
    }

    @Test
    void afterInitialize_modernRequestsAreRefused() throws IOException {
        client.initialize();

        send("5", "tools/call", "\"name\":\"echo\"");

        assertThat(answer("5").at("/error/code")).isEqualTo(Json.parse("-32600"));
    }

    @Test
    void question_isAskedByAResultAndAnsweredByARetry() throws IOException {
        send("1", "tools/call", "\"name\":\"order\"");
        Json asked = answer("1").at("/result");
        assertThat(asked.at("/resultType").text()).isEqualTo("input_required");
        String key = asked.at("/inputRequests").members().keySet().iterator().next();

        send(
                "2",
                "tools/call",
                "\"name\":\"order\",\"requestState\":" + asked.at("/requestState") + ",\"inputResponses\":{\"" + key
                        + "\":{\"action\":\"accept\",\"content\":{\"name\":\"Ann\"}}}");

        assertThat(answer("2").at("/result/content/0/text").text()).isEqualTo("for Ann");
    }

    @Test
    void cancelledRequest_isEndedAndNotAnswered() throws Exception {
        send("1", "tools/call", "\"name\":\"wait\"");
        Await.until("progress", () -> !client.received().isEmpty());

        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

        assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        send("2", "tools/call", "\"name\":\"echo\"");
        assertThat(answer("2").has("/result")).isTrue();
        assertThat(client.received()).noneMatch(message -> message.at("/id").equals(Json.parse("1")));
    }

    @Test
    void subscriptions_shareThePipe() throws IOException {
        send("\"a\"", "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}");
        Await.until("acknowledged", () -> !client.received().isEmpty());

        server.addTool(Tool.named("new").handler((arguments, call) -> ToolResult.text("new")));

        Await.until(
                "changed",
                () -> client.received().stream()
                        .anyMatch(message -> message.toString().contains("tools/list_changed")
                                && message.toString().contains("\"io.modelcontextprotocol/subscriptionId\":\"a\"")));
    }
}
