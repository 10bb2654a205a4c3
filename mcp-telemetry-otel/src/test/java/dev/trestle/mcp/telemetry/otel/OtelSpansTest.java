package dev.trestle.mcp.telemetry.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.jsonrpc.RequestId;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.fake.Replies;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OtelSpansTest {

    @Test
    @Tag("e2:telemetry-otel")
    void toolCall_hasASpanOfTheServer_andInItOneOfTheClient() {
        try (Traced traced = Traced.all()) {
            traced.backend.onTool("add", call -> Replies.text("3"));
            traced.call(Calls.builder("tools/call", "{\"name\":\"add\",\"arguments\":{\"a\":\"ARGUMENT\"}}")
                    .requestId(RequestId.of("r-7"))
                    .build());

            SpanData server = traced.span(SpanKind.SERVER);
            assertThat(server.getName()).isEqualTo("tools/call add");
            assertThat(Traced.text(server.getAttributes()))
                    .isEqualTo("{gen_ai.operation.name=execute_tool, gen_ai.tool.name=add, jsonrpc.request.id=r-7,"
                            + " mcp.method.name=tools/call, mcp.protocol.version=2025-11-25,"
                            + " mcp.session.id=test-session, trestle.backend=fake}");
            assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(server.getParentSpanContext().isValid()).isFalse();

            SpanData client = traced.span(SpanKind.CLIENT);
            assertThat(client.getName()).isEqualTo("tools/call add");
            assertThat(Traced.text(client.getAttributes()))
                    .isEqualTo("{gen_ai.operation.name=execute_tool, gen_ai.tool.name=add,"
                            + " mcp.method.name=tools/call, mcp.session.id=test-session, trestle.backend=fake}");
            assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
            assertThat(client.getTraceId()).isEqualTo(server.getTraceId());
            assertThat(client.getStartEpochNanos()).isGreaterThanOrEqualTo(server.getStartEpochNanos());
            assertThat(client.getEndEpochNanos()).isLessThanOrEqualTo(server.getEndEpochNanos());
        }
    }

    @Test
    @Tag("e2:telemetry-otel")
    void promptsAndResources_areToldUnderTheirOwnNames_andUrisAreNoPartOfAName() {
        try (Traced traced = Traced.all()) {
            traced.backend.otherwise(call -> Replies.result("{}"));
            traced.call(Calls.call("prompts/get", "{\"name\":\"greet\"}"));
            traced.call(Calls.call("resources/read", "{\"uri\":\"https://ann:pw@host/a/b?token=1#x\"}"));
            traced.call(Calls.call("tools/list"));

            assertThat(traced.spans(SpanKind.SERVER))
                    .extracting(SpanData::getName)
                    .containsExactly("prompts/get greet", "resources/read", "tools/list");
            assertThat(traced.spans(SpanKind.SERVER).get(0).getAttributes().get(Conventions.PROMPT))
                    .isEqualTo("greet");
            assertThat(traced.spans(SpanKind.SERVER).get(1).getAttributes().get(Conventions.RESOURCE))
                    .isEqualTo("https://host/a/b");
            assertThat(traced.spans(SpanKind.SERVER).get(2).getAttributes().get(Conventions.OPERATION))
                    .isNull();
        }
    }

    @Test
    @Tag("e2:telemetry-otel")
    void failures_haveTheTypeOfTheirError_andNoMessage() {
        try (Traced traced = Traced.all()) {
            traced.backend
                    .onTool("bad", call -> Replies.result("{\"content\":[],\"isError\":true}"))
                    .onTool("none", call -> Replies.failure(-32602, "no MESSAGE"))
                    .onTool("good", call -> Replies.result("{\"isError\":false}"));
            traced.call(Calls.tool("bad", "{}"));
            traced.call(Calls.tool("none", "{}"));
            traced.call(Calls.tool("good", "{}"));

            for (SpanKind kind : new SpanKind[] {SpanKind.SERVER, SpanKind.CLIENT}) {
                SpanData bad = traced.spans(kind).get(0);
                assertThat(bad.getAttributes().get(Conventions.ERROR)).isEqualTo("tool_error");
                assertThat(bad.getAttributes().get(Conventions.STATUS)).isNull();
                assertThat(bad.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
                SpanData none = traced.spans(kind).get(1);
                assertThat(none.getAttributes().get(Conventions.ERROR)).isEqualTo("-32602");
                assertThat(none.getAttributes().get(Conventions.STATUS)).isEqualTo("-32602");
                assertThat(none.getStatus().getDescription()).isEmpty();
                assertThat(none.getName()).isEqualTo("tools/call");
                SpanData good = traced.spans(kind).get(2);
                assertThat(good.getAttributes().get(Conventions.ERROR)).isNull();
                assertThat(good.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            }
        }
    }

    @Test
    @Tag("e2:telemetry-otel")
    void refusals_haveASpanOfTheServerOnly() {
        CallInterceptor never = (call, observer, next) ->
                CompletableFuture.completedFuture(TrestleError.RATE_LIMITED.failure("too often", Duration.ZERO));
        try (Traced traced = Traced.with(builder -> builder.at(Place.RATE_LIMIT, never))) {
            traced.call(Calls.tool("add", "{}"));

            SpanData server = traced.span(SpanKind.SERVER);
            assertThat(server.getAttributes().get(Conventions.ERROR)).isEqualTo("rate_limited");
            assertThat(server.getAttributes().get(Conventions.STATUS)).isEqualTo("-32603");
            assertThat(traced.spans(SpanKind.CLIENT)).isEmpty();
        }
    }

    @Test
    @Tag("e2:telemetry-otel")
    void whatTheGatewayEndsByItself_endsBothSpans() {
        try (Traced traced = Traced.with(builder -> builder.maxInFlight(1, 1).requestTimeout(Duration.ofMinutes(10)))) {
            traced.backend.onTool("slow", call -> Replies.never());
            McpCall slow = Calls.tool("slow", "{}");
            CompletionStage<McpReply> reply = traced.begin(slow);
            traced.call(Calls.tool("second", "{}"));
            assertThat(traced.span(SpanKind.SERVER).getAttributes().get(Conventions.ERROR))
                    .isEqualTo("busy");

            slow.cancellation().cancel("enough");
            Await.value("cancelled", reply);
            SpanData server = traced.spans(SpanKind.SERVER).get(1);
            assertThat(server.getAttributes().get(Conventions.ERROR)).isEqualTo("cancelled");
            Await.until(
                    "the inner span has ended",
                    () -> !traced.spans(SpanKind.CLIENT).isEmpty());
            assertThat(traced.span(SpanKind.CLIENT).getAttributes().get(Conventions.ERROR))
                    .isEqualTo("cancelled");
            assertThat(traced.span(SpanKind.CLIENT).getParentSpanId()).isEqualTo(server.getSpanId());
        }
    }

    @Test
    void timeout_isTold() {
        try (Traced traced = Traced.with(builder -> builder.requestTimeout(Duration.ofMillis(50)))) {
            traced.backend.onTool("slow", call -> Replies.never());
            traced.call(Calls.tool("slow", "{}"));

            assertThat(traced.span(SpanKind.SERVER).getAttributes().get(Conventions.ERROR))
                    .isEqualTo("timeout");
        }
    }

    @Test
    void names_areBoundedAndWithoutSecrets() {
        String secret = "ghp_" + "aB3".repeat(12);
        try (Traced traced = Traced.all()) {
            traced.backend.otherwise(call -> Replies.result("{}"));
            traced.call(Calls.builder("tools/call", "{\"name\":\"" + secret + "\"}")
                    .requestId(RequestId.of(secret))
                    .build());
            traced.call(Calls.tool("n".repeat(1_000), "{}"));
            traced.call(Calls.call("m/" + secret));

            assertThat(traced.spans.getFinishedSpanItems())
                    .hasSize(6)
                    .noneMatch(span -> span.toString().contains(secret));
            assertThat(traced.spans(SpanKind.SERVER).get(1).getAttributes().get(Conventions.TOOL))
                    .hasSize(256);
        }
    }

    /** A list that an interceptor asks for by itself belongs to no call of a client. */
    @Test
    void callsOfAnInterceptor_haveASpanOfTheClientOnly() {
        CallInterceptor asks = (call, observer, next) ->
                next.call(Calls.call("tools/list"), observer).thenCompose(list -> next.call(call, observer));
        try (Traced traced = Traced.with(builder -> builder.interceptor(asks))) {
            traced.backend.otherwise(call -> Replies.result("{}"));
            traced.call(Calls.tool("add", "{}"));

            SpanData server = traced.span(SpanKind.SERVER);
            assertThat(traced.spans(SpanKind.CLIENT)).hasSize(2);
            assertThat(traced.spans(SpanKind.CLIENT)
                            .get(0)
                            .getParentSpanContext()
                            .isValid())
                    .isFalse();
            assertThat(traced.spans(SpanKind.CLIENT).get(1).getParentSpanId()).isEqualTo(server.getSpanId());
        }
    }
}
