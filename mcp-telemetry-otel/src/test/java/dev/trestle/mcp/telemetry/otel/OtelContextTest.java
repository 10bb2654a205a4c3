package dev.trestle.mcp.telemetry.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.codec.SliceEditor;
import dev.trestle.mcp.codec.StrictJsonDecoder;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.CallInterceptor;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import dev.trestle.mcp.testkit.fake.Replies;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trace context on its way through. */
class OtelContextTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final String GIVEN = "00-" + TRACE + "-" + PARENT + "-01";

    @Test
    @Tag("e2:telemetry-otel")
    void clientsSpan_isTheParent_andTheServerIsToldOurs_allElseByteForByte() {
        String params =
                "{ \"name\" : \"add\",\"arguments\":{\"n\":1.0e1, \"u\":\"\\u0061\"} , \"_meta\":{\"x.y/z\": [1.50],"
                        + " \"traceparent\":\"%s\" ,\"tracestate\":\"a=1,b=2\", \"baggage\":\"k = v;p , q=%%20\",\"progressToken\":7},\"later\":{}}";
        try (Traced traced = Traced.all()) {
            traced.backend.otherwise(call -> Replies.result("{}"));
            traced.call(Calls.call("tools/call", params.formatted(GIVEN)));

            SpanData server = traced.span(SpanKind.SERVER);
            SpanData client = traced.span(SpanKind.CLIENT);
            assertThat(server.getTraceId()).isEqualTo(TRACE);
            assertThat(server.getParentSpanId()).isEqualTo(PARENT);
            assertThat(server.getParentSpanContext().isRemote()).isTrue();
            assertThat(server.getParentSpanContext().getTraceState().get("b")).isEqualTo("2");
            assertThat(traced.received()).isEqualTo(params.formatted("00-" + TRACE + "-" + client.getSpanId() + "-01"));
        }
    }

    @Test
    @Tag("e2:telemetry-otel")
    void whoSaysNothing_getsATraceOfOurOwn() {
        try (Traced traced = Traced.all()) {
            traced.backend.otherwise(call -> Replies.result("{}"));
            traced.call(Calls.call("tools/list"));
            assertThat(traced.received()).isEqualTo("{\"_meta\":{\"traceparent\":\"" + ours(traced) + "\"}}");

            traced.spans.reset();
            traced.call(Calls.call("tools/call", "{\"name\":\"add\"}"));
            assertThat(traced.received())
                    .isEqualTo("{\"name\":\"add\",\"_meta\":{\"traceparent\":\"" + ours(traced) + "\"}}");

            traced.spans.reset();
            traced.call(Calls.call("tools/call", "{\"_meta\":{},\"name\":\"add\"}"));
            assertThat(traced.received())
                    .isEqualTo("{\"_meta\":{\"traceparent\":\"" + ours(traced) + "\"},\"name\":\"add\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"nonsense\"",
                "7",
                "\"00-00000000000000000000000000000000-b7ad6b7169203331-01\"",
                "\"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\""
            })
    void parentThatIsNone_isReplaced_andItsStateGoesWithIt(String wrong) {
        try (Traced traced = Traced.all()) {
            traced.backend.otherwise(call -> Replies.result("{}"));
            traced.call(Calls.call(
                    "tools/list",
                    "{\"_meta\":{\"traceparent\":" + wrong + ",\"tracestate\":\"a=1\",\"baggage\":\"k=v\"}}"));

            assertThat(traced.span(SpanKind.SERVER).getParentSpanContext().isValid())
                    .isFalse();
            assertThat(traced.received())
                    .isEqualTo("{\"_meta\":{\"traceparent\":\"" + ours(traced) + "\",\"baggage\":\"k=v\"}}");
        }
    }

    @Test
    void metaThatCannotBeRead_isLeftToWhoeverDecodesIt() {
        SliceEditor editor = new SliceEditor();
        for (String params : new String[] {
            "{\"_meta\":{\"traceparent\":\"" + GIVEN + "\",\"traceparent\":\"" + GIVEN + "\"}}", "{\"_meta\":7}"
        }) {
            try (Traced traced = Traced.all()) {
                traced.backend.otherwise(call -> Replies.result("{}"));
                JsonSlice json = JsonSlice.of(params);
                JsonSlice meta = editor.member(json, "_meta").orElseThrow();
                traced.call(Calls.builder("tools/list", null)
                        .params(new Params(json, null, null, meta, null, null, null, true))
                        .build());

                assertThat(traced.received()).isEqualTo(params);
                assertThat(traced.span(SpanKind.SERVER).getParentSpanContext().isValid())
                        .isFalse();
            }
        }
    }

    @Test
    @Tag("e2:telemetry-otel")
    void whatIsNotSampled_passesUnchanged() {
        String params = "{\"_meta\":{\"traceparent\":\"" + GIVEN + "\"}}";
        try (Traced traced = Traced.sampled(Sampler.alwaysOff())) {
            traced.backend.otherwise(call -> Replies.result("{}"));
            traced.call(Calls.call("tools/list", params));
            assertThat(traced.received()).isEqualTo(params);
            traced.call(Calls.call("tools/list"));
            assertThat(traced.received()).isEqualTo("none");
            assertThat(traced.spans.getFinishedSpanItems()).isEmpty();
        }
        try (Traced traced = Traced.all()) {
            traced.backend.otherwise(call -> Replies.result("{}"));
            String unsampled = params.replace("-01\"", "-00\"");
            traced.call(Calls.call("tools/list", unsampled));
            assertThat(traced.received()).isEqualTo(unsampled);
        }
    }

    @Test
    @Tag("e2:telemetry-otel")
    void withoutAnSdk_theCallItselfPasses() {
        OtelTelemetry otel = OtelTelemetry.of(OpenTelemetry.noop());
        AtomicReference<McpCall> before = new AtomicReference<>();
        CallInterceptor keeps = (call, observer, next) -> {
            before.set(call);
            return next.call(call, observer);
        };
        FakeBackend backend = FakeBackend.create().otherwise(call -> Replies.result("{}"));
        try (McpGateway gateway = McpGateway.builder()
                .backend("fake", backend)
                .listener(otel)
                .at(Place.INNER, keeps)
                .at(Place.INNER, otel)
                .build()) {
            BackendSession session =
                    Await.value("a session", gateway.view("fake").orElseThrow().open(new RecordingPeer()));
            McpReply reply = Await.value(
                    "a reply",
                    session.call(
                            Calls.call("tools/list", "{\"_meta\":{\"traceparent\":\"" + GIVEN + "\"}}"),
                            new RecordingObserver()));

            assertThat(reply.reason()).isNull();
            assertThat(backend.sessions().get(0).calls()).containsExactly(before.get());
        }
    }

    @Test
    void whatWasLookedUpInParams_isKnownBelowToo() {
        AtomicReference<McpCall> sent = new AtomicReference<>();
        try (Traced traced = Traced.with(builder -> builder.at(Place.INNER, (call, observer, next) -> {
            sent.set(call);
            return next.call(call, observer);
        }))) {
            traced.backend.otherwise(call -> Replies.result("{}"));
            for (String params : new String[] {
                "{\"name\":\"add\",\"_meta\":{\"progressToken\":\"t\"}}",
                "{\"_meta\":{\"progressToken\":\"t\",\"traceparent\":\"x\"},\"name\":\"add\"}",
                "{\"name\":\"add\"}"
            }) {
                traced.call(Calls.call("tools/call", params));
                Params there = sent.get().params();
                Params fresh = Calls.params(there.json().toString());
                assertThat(sent.get().target()).isEqualTo("add");
                assertThat(there.indexed()).isTrue();
                assertThat(there.name()).isEqualTo(fresh.name());
                assertThat(there.meta()).isEqualTo(fresh.meta());
                assertThat(there.progressToken()).isEqualTo(fresh.progressToken());
                assertThat(there.json().indexOf(there.name())).isPositive();
                assertThat(there.json().indexOf(there.meta())).isPositive();
                assertThat(new StrictJsonDecoder().decode(there.json())).isNotNull();
            }
        }
    }

    private static String ours(Traced traced) {
        SpanData client = traced.span(SpanKind.CLIENT);
        // Flags are sampled, and random where the id is one of ours.
        return "00-" + client.getTraceId() + "-" + client.getSpanId() + "-"
                + client.getSpanContext().getTraceFlags().asHex();
    }
}
