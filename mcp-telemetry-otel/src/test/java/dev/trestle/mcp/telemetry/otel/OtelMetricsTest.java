package dev.trestle.mcp.telemetry.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.fake.Replies;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OtelMetricsTest {

    private static final String TOOL = "{gen_ai.operation.name=execute_tool, gen_ai.tool.name=";

    @Test
    @Tag("e2:telemetry-otel")
    void durations_areMeasuredOnBothSides() {
        try (Traced traced = Traced.all()) {
            traced.backend.otherwise(call -> Replies.result("{}")).onTool("bad", call -> Replies.failure(-32000, "no"));
            traced.call(Calls.tool("add", "{}"));
            traced.call(Calls.tool("add", "{}"));
            traced.backend.onTool("add", call -> Replies.failure(-32000, "no"));
            traced.call(Calls.tool("add", "{}"));
            traced.call(Calls.call("resources/read", "{\"uri\":\"file:///x\"}"));

            assertThat(traced.counts("mcp.server.operation.duration"))
                    .isEqualTo(Map.of(
                            TOOL
                                    + "add, mcp.method.name=tools/call, mcp.protocol.version=2025-11-25, trestle.backend=fake}",
                            2L,
                            "{error.type=-32000, gen_ai.operation.name=execute_tool, gen_ai.tool.name=add, mcp.method.name=tools/call,"
                                    + " mcp.protocol.version=2025-11-25, rpc.response.status_code=-32000, trestle.backend=fake}",
                            1L,
                            "{mcp.method.name=resources/read, mcp.protocol.version=2025-11-25, trestle.backend=fake}",
                            1L));
            assertThat(traced.counts("mcp.client.operation.duration"))
                    .hasSize(3)
                    .containsEntry(TOOL + "add, mcp.method.name=tools/call, trestle.backend=fake}", 2L);
        }
    }

    @Test
    @Tag("e2:telemetry-otel")
    void durations_areSecondsInTheBucketsOfTheConventions() {
        try (Traced traced = Traced.all()) {
            McpReply ok = new McpReply.Result(JsonSlice.EMPTY_OBJECT);
            traced.otel.callEnded(Calls.call("ping"), ok, TimeUnit.MILLISECONDS.toNanos(15));
            traced.otel.callEnded(Calls.call("ping"), ok, TimeUnit.SECONDS.toNanos(400));

            HistogramPointData point =
                    traced.points("mcp.server.operation.duration").iterator().next();
            assertThat(point.getBoundaries())
                    .containsExactly(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0);
            assertThat(point.getCounts()).containsExactly(0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L);
            assertThat(point.getSum()).isEqualTo(400.015);
            assertThat(traced.numbers.collectAllMetrics())
                    .allMatch(metric -> metric.getUnit().equals("s"));
        }
    }

    @Test
    @Tag("e2:telemetry-otel")
    @Tag("limit:maxSeries")
    void inventedNames_areOne_andNamesThatAreThereAreBounded() {
        try (Traced traced = Traced.bounded(options -> options.maxSeries(2))) {
            traced.backend.otherwise(call -> Replies.failure(-32602, "unknown"));
            for (int i = 0; i < 100; i++) {
                traced.call(Calls.tool("invented" + i, "{}"));
                traced.call(Calls.call("invented/" + i));
            }
            assertThat(traced.counts("mcp.client.operation.duration")).hasSize(2);
            assertThat(traced.spans(SpanKind.SERVER))
                    .extracting(SpanData::getName)
                    .containsOnly("tools/call", "_OTHER");

            traced.backend.otherwise(call -> Replies.result("{}"));
            for (int i = 0; i < 10; i++) {
                traced.call(Calls.tool("real" + i, "{}"));
            }
            assertThat(traced.counts("mcp.server.operation.duration")).hasSize(5);
            assertThat(traced.counts("mcp.server.operation.duration").toString())
                    .contains("real0", "real1", "_OTHER")
                    .doesNotContain("real2", "invented");
        }
        assertThatThrownBy(() -> OtelTelemetry.builder(OpenTelemetry.noop()).maxSeries(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxSeries");
    }

    @Test
    void numbersThatServersInvent_areOne() {
        try (Traced traced = Traced.all()) {
            for (int code = 1; code <= 20; code++) {
                int number = code;
                traced.backend.onTool("add", call -> Replies.failure(number, "no"));
                traced.call(Calls.tool("add", "{}"));
            }
            assertThat(traced.counts("mcp.server.operation.duration")).hasSize(1);
            assertThat(traced.counts("mcp.server.operation.duration").toString())
                    .contains("error.type=_OTHER", "rpc.response.status_code=_OTHER");
            assertThat(traced.spans(SpanKind.SERVER).get(6).getAttributes().get(Conventions.ERROR))
                    .isEqualTo("7");
        }
    }
}
