package dev.trestle.mcp.builtin.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.health.Health;
import dev.trestle.mcp.health.HealthCheck;
import dev.trestle.mcp.health.Readiness;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.server.McpServer;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.ToolResult;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OperatorToolsTest {

    private static Json call(BackendSession session, String tool) {
        McpReply reply = Await.value("a reply", session.call(Calls.tool(tool, "{}"), new RecordingObserver()));
        return Json.parse(((McpReply.Result) reply).json().toString());
    }

    private static McpGateway gateway(Tool... tools) {
        McpServer.Builder server = McpServer.builder("operate", "1");
        List.of(tools).forEach(server::tool);
        return McpGateway.builder().backend("operate", server.build()).build();
    }

    private static BackendSession open(McpGateway gateway) {
        return Await.value("open", gateway.view("").orElseThrow().open(new RecordingPeer()));
    }

    @Test
    void health_tellsOfEachBackend_andIsNotOkWhileOneIsDown() {
        Map<String, HealthCheck> checks = new LinkedHashMap<>();
        checks.put("b", () -> CompletableFuture.completedFuture(Health.UP));
        checks.put("a", () -> CompletableFuture.completedFuture(Health.UNKNOWN));
        try (McpGateway gateway =
                gateway(OperatorTools.health("1.2.3", () -> new Readiness(checks, Duration.ofSeconds(20))))) {
            BackendSession session = open(gateway);
            assertThat(call(session, "health").at("/structuredContent"))
                    .hasToString("{\"ok\":true,\"version\":\"1.2.3\",\"status\":\"ok\",\"backends\":"
                            + "{\"b\":{\"status\":\"up\"},\"a\":{\"status\":\"unknown\"}}}");

            checks.put("c", () -> CompletableFuture.completedFuture(Health.down("backend_exited")));
            assertThat(call(session, "health").at("/structuredContent"))
                    .hasToString("{\"ok\":false,\"version\":\"1.2.3\",\"status\":\"degraded\",\"backends\":"
                            + "{\"b\":{\"status\":\"up\"},\"a\":{\"status\":\"unknown\"},"
                            + "\"c\":{\"status\":\"down\",\"code\":\"backend_exited\"}}}");
        }
    }

    @Test
    void metrics_areWhatTheSupplierSays() {
        try (McpGateway gateway = gateway(OperatorTools.metrics(() -> JsonSlice.of("{\"x\":1}")))) {
            assertThat(call(open(gateway), "metrics").at("/structuredContent/x").integer())
                    .isEqualTo(1);
        }
    }

    @Test
    void reload_goesOnAfterAPartThatFails_andTellsNamesOnly() {
        List<String> done = new ArrayList<>();
        Map<String, Runnable> parts = new LinkedHashMap<>();
        parts.put("a", () -> done.add("a"));
        parts.put("b", () -> {
            throw new IllegalStateException("/srv/secret");
        });
        parts.put("c", () -> done.add("c"));
        try (McpGateway gateway = gateway(OperatorTools.reload(parts))) {
            Json result = call(open(gateway), "reload");

            assertThat(result.at("/structuredContent")).hasToString("{\"reloaded\":[\"a\",\"c\"],\"failed\":[\"b\"]}");
            assertThat(result.at("/isError").bool()).isTrue();
            assertThat(result.toString()).doesNotContain("secret");
            assertThat(done).containsExactly("a", "c");
        }
    }

    @Test
    void reload_isRefusedWhileAnotherRuns() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (McpGateway gateway = gateway(OperatorTools.reload(by -> {
            begun.countDown();
            awaitUninterrupted(end);
            return Map.of(by, true);
        }))) {
            BackendSession session = open(gateway);
            var first = session.call(Calls.tool("reload", "{}"), new RecordingObserver());
            awaitUninterrupted(begun);
            Json second = call(session, "reload");
            end.countDown();

            assertThat(second.at("/content/0/text").text()).contains("a reload is running already");
            assertThat(Await.value("the first", first).toString()).contains("anonymous");
            assertThat(call(session, "reload")
                            .at("/structuredContent/reloaded/0")
                            .text())
                    .isEqualTo("anonymous");
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(40, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void counts_areOfToolsThatExist() {
        AtomicLong now = new AtomicLong();
        CallCounts counts = new CallCounts(now::get);
        assertThat(counts.snapshot())
                .hasToString("{\"tool_calls_total\":0,\"tool_calls_success\":0,\"tool_calls_failure\":0,"
                        + "\"uptime_seconds\":0,\"per_tool\":{}}");

        now.set(Duration.ofSeconds(90).toNanos());
        counts.callEnded(Calls.call("tools/list"), result("{}"), 1);
        counts.callEnded(Calls.tool("a", "{}").withView("v"), result("{}"), 1);
        counts.callEnded(Calls.tool("a", "{}").withView("v"), result("{\"isError\":true}"), 1);
        counts.callEnded(Calls.tool("a", "{}").withView("v"), TrestleError.TIMEOUT.failure("late"), 1);
        counts.callEnded(
                Calls.tool("made_up", "{}").withView("v"),
                new McpReply.Failure(JsonRpcError.of(JsonRpcError.INVALID_PARAMS, "unknown")),
                1);

        assertThat(counts.snapshot())
                .hasToString("{\"tool_calls_total\":4,\"tool_calls_success\":1,\"tool_calls_failure\":3,"
                        + "\"success_rate\":0.25,\"uptime_seconds\":90,\"per_tool\":{"
                        + "\"other\":{\"total\":1,\"success\":0,\"failure\":1},"
                        + "\"v/a\":{\"total\":3,\"success\":1,\"failure\":2}}}");
    }

    @Test
    void counts_ofMoreToolsThanMayBe_areThoseOfOther() {
        CallCounts counts = new CallCounts();
        for (int i = 0; i < 1_100; i++) {
            counts.callEnded(Calls.tool("t" + i, "{}"), result("{}"), 1);
        }
        Json perTool = Json.parse(counts.snapshot().toString()).at("/per_tool");
        assertThat(perTool.at("/other/total").integer()).isEqualTo(100);
    }

    private static McpReply result(String json) {
        return new McpReply.Result(JsonSlice.of(json));
    }

    /** What a built-in server gives goes the way of all results. */
    @Test
    void aTool_isOneLikeAnyOther() {
        Tool plain = Tool.named("plain").handler((arguments, context) -> ToolResult.text("x"));
        try (McpGateway gateway = gateway(plain, OperatorTools.metrics(() -> JsonSlice.EMPTY_OBJECT))) {
            McpReply reply =
                    Await.value("list", open(gateway).call(Calls.call("tools/list", "{}"), new RecordingObserver()));
            assertThat(reply.toString()).contains("plain", "readOnlyHint");
        }
    }
}
