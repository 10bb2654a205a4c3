package dev.trestle.mcp.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.testkit.Calls;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final McpReply OK = new McpReply.Result(JsonSlice.EMPTY_OBJECT);
    private static final McpReply FAILED = new McpReply.Result(JsonSlice.of("{\"isError\":true}"));
    private static final McpReply UNKNOWN = new McpReply.Failure(JsonRpcError.of(-32602, "unknown"));
    private static final String ADD = "backend=demo;tool=add;";

    private final Metrics metrics = Metrics.builder().version("1.2.3").build();

    @Test
    @Tag("e2:metrics")
    void toolCalls_areCountedByServerAndTool() {
        metrics.callEnded(tool("add"), OK, 1);
        metrics.callEnded(tool("add"), OK, 1);
        metrics.callEnded(tool("add"), FAILED, 1);
        metrics.callEnded(tool("add"), TrestleError.BUSY.failure("x"), 1);
        metrics.callEnded(Calls.builder("tools/list", null).view("demo").build(), OK, 1);

        Scrape scrape = scrape();
        assertThat(scrape.type("tool_calls_total")).isEqualTo("counter");
        assertThat(scrape.value("tool_calls_total", ADD)).isEqualTo(4);
        assertThat(scrape.value("tool_calls_success_total", ADD)).isEqualTo(2);
        assertThat(scrape.value("tool_calls_failure_total", ADD)).isEqualTo(2);
        assertThat(scrape.value("trestle_requests_total", "backend=demo;method=tools/call;"))
                .isEqualTo(4);
        assertThat(scrape.value("trestle_requests_total", "backend=demo;method=tools/list;"))
                .isEqualTo(1);
        assertThat(scrape.value("trestle_errors_total", "code=busy;")).isEqualTo(1);
        assertThat(scrape.value("trestle_errors_total", "code=timeout;")).isZero();
        assertThat(scrape.value("trestle_build_info", "version=1.2.3;")).isEqualTo(1);
    }

    @Test
    @Tag("e2:metrics")
    void latency_isAHistogramInSeconds() {
        for (long millis : new long[] {1, 3, 30, 700, 60_000}) {
            metrics.callEnded(tool("add"), OK, TimeUnit.MILLISECONDS.toNanos(millis));
        }
        Scrape scrape = scrape();
        Map<String, Double> expected = Map.of("0.001", 1.0, "0.0025", 1.0, "0.005", 2.0, "0.05", 3.0, "1.0", 4.0);
        expected.forEach(
                (bound, count) -> assertThat(scrape.value("tool_latency_seconds_bucket", ADD + "le=" + bound + ";"))
                        .as(bound)
                        .isEqualTo(count));
        assertThat(scrape.value("tool_latency_seconds_bucket", ADD + "le=+Inf;"))
                .isEqualTo(5);
        assertThat(scrape.value("tool_latency_seconds_count", ADD)).isEqualTo(5);
        assertThat(scrape.value("tool_latency_seconds_sum", ADD)).isEqualTo(60.734);
        assertThat(List.copyOf(scrape.all("tool_latency_seconds_bucket").values()))
                .isSorted();
    }

    @Test
    void subscription_isCountedAndHasNoLatency() {
        metrics.callEnded(
                Calls.builder("subscriptions/listen", null)
                        .view("demo")
                        .standing(true)
                        .build(),
                OK,
                1);

        Scrape scrape = scrape();
        assertThat(scrape.value("trestle_requests_total", "backend=demo;method=subscriptions/listen;"))
                .isEqualTo(1);
        assertThat(scrape.value("trestle_request_seconds_count", "backend=demo;method=subscriptions/listen;"))
                .isZero();
    }

    @Test
    @Tag("limit:maxSeries")
    void tools_areBounded_andInventedNamesTakeNoPlace() {
        Metrics few = Metrics.builder().maxSeries(3).build();
        for (int i = 0; i < 1_000; i++) {
            few.callEnded(tool("invented" + i), UNKNOWN, 1);
        }
        for (int i = 0; i < 10; i++) {
            few.callEnded(tool("t" + i), OK, 1);
        }
        Scrape scrape = Scrape.of(few.text(), false);
        assertThat(scrape.all("tool_calls_total"))
                .containsOnlyKeys("backend=demo;tool=other;", "backend=demo;tool=t0;", "backend=demo;tool=t1;");
        assertThat(scrape.value("tool_calls_total", "backend=demo;tool=other;")).isEqualTo(1_008);
        assertThatThrownBy(() -> Metrics.builder().maxSeries(0)).hasMessageContaining("maxSeries");
    }

    @Test
    void openMetrics_isForThoseWhoAskForIt() {
        metrics.callEnded(tool("add"), OK, 1);

        Metrics.Page page = metrics.page("application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        assertThat(page.type()).isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(Scrape.of(page.text(), true).value("tool_calls_total", ADD)).isEqualTo(1);

        Metrics.Page plain = metrics.page("*/*");
        assertThat(plain.type()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(plain.text()).isEqualTo(metrics.text());
    }

    @Test
    void labels_areEscaped() {
        metrics.callEnded(tool("a\\\"b\\\\c\\nd"), OK, 1);

        assertThat(scrape().value("tool_calls_total", "backend=demo;tool=a\"b\\c\nd;"))
                .isEqualTo(1);
    }

    @Test
    void gaugesSessionsAndDrops_areShown() {
        metrics.add(() -> Map.of("calls", () -> 7, "spansWritten", () -> 9));
        metrics.sessionOpened(Calls.SESSION, "demo");
        metrics.sessionOpened(Calls.SESSION, "demo");
        metrics.sessionClosed(Calls.SESSION, "demo");
        metrics.dropped("demo", DropReason.LATE_REPLY);

        Scrape scrape = scrape();
        assertThat(scrape.type("trestle_calls")).isEqualTo("gauge");
        assertThat(scrape.value("trestle_calls", "")).isEqualTo(7);
        assertThat(Scrape.of(metrics.page("application/openmetrics-text").text(), true)
                        .value("trestle_calls", ""))
                .isEqualTo(7);
        assertThat(scrape.type("trestle_spans_written_total")).isEqualTo("counter");
        assertThat(scrape.value("trestle_spans_written_total", "")).isEqualTo(9);
        assertThat(scrape.value("trestle_sessions_opened_total", "")).isEqualTo(2);
        assertThat(scrape.value("trestle_sessions_closed_total", "")).isEqualTo(1);
        assertThat(scrape.value("trestle_undelivered_total", "reason=late_reply;"))
                .isEqualTo(1);
    }

    private Scrape scrape() {
        return Scrape.of(metrics.text(), false);
    }

    private static McpCall tool(String name) {
        return Calls.builder("tools/call", "{\"name\":\"" + name + "\"}")
                .view("demo")
                .build();
    }
}
