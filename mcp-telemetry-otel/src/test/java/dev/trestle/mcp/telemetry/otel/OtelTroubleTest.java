package dev.trestle.mcp.telemetry.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import dev.trestle.mcp.testkit.fake.Replies;
import dev.trestle.mcp.testkit.log.LogCapture;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An SDK that does not do what it should. */
class OtelTroubleTest {

    @Test
    @Tag("e2:telemetry-otel")
    void sdkThatThrows_costsNoCallAnything_andIsSaidOnce() {
        for (String where : new String[] {"start", "end"}) {
            FakeBackend backend = FakeBackend.create().otherwise(call -> Replies.result("{\"x\":1}"));
            try (LogCapture log = LogCapture.start();
                    OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                            .setTracerProvider(SdkTracerProvider.builder()
                                    .addSpanProcessor(new Broken(where))
                                    .build())
                            .build();
                    McpGateway gateway = gateway(OtelTelemetry.of(sdk), backend)) {
                BackendSession session = session(gateway);
                for (int i = 0; i < 20; i++) {
                    McpReply reply =
                            Await.value("a reply", session.call(Calls.tool("add", "{}"), new RecordingObserver()));
                    assertThat(((McpReply.Result) reply).json()).hasToString("{\"x\":1}");
                }
                assertThat(backend.sessions().get(0).calls()).hasSize(20);
                assertThat(log.lines())
                        .filteredOn(line -> line.contains("OpenTelemetry failed"))
                        .hasSize(1);
            }
        }
    }

    @Test
    void trouble_isSaidAgainAfterAMinute() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        Contained contained = new Contained(now::get);
        try (LogCapture log = LogCapture.start()) {
            contained.caught(new IllegalStateException("1"));
            now.addAndGet(59_000_000_000L);
            contained.caught(new IllegalStateException("2"));
            now.addAndGet(2_000_000_000L);
            contained.caught(new IllegalStateException("3"));
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("OpenTelemetry failed"))
                    .hasSize(2);
        }
    }

    /** What handlers of others do on our threads must not become part of a trace of ours. */
    @Test
    void context_isNeverCurrent() {
        AtomicReference<Context> seen = new AtomicReference<>();
        try (Traced traced = Traced.all()) {
            traced.backend.otherwise(call -> {
                seen.set(Context.current());
                return Replies.result("{}");
            });
            traced.call(Calls.tool("add", "{}"));
        }
        assertThat(seen.get()).isSameAs(Context.root());
    }

    private static McpGateway gateway(OtelTelemetry otel, FakeBackend backend) {
        return McpGateway.builder()
                .backend("fake", backend)
                .listener(otel)
                .at(Place.INNER, otel)
                .build();
    }

    private static BackendSession session(McpGateway gateway) {
        return Await.value("a session", gateway.view("fake").orElseThrow().open(new RecordingPeer()));
    }

    private record Broken(String where) implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            if (where.equals("start")) {
                throw new IllegalStateException("broken on purpose");
            }
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            throw new IllegalStateException("broken on purpose");
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
