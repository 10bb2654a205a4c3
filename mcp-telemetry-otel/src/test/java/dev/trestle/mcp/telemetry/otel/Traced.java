package dev.trestle.mcp.telemetry.otel;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.gateway.Place;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A gateway that an SDK is told of, which keeps everything in memory. */
final class Traced implements AutoCloseable {

    final InMemorySpanExporter spans = InMemorySpanExporter.create();
    final InMemoryMetricReader numbers = InMemoryMetricReader.create();
    final OpenTelemetrySdk sdk;
    final OtelTelemetry otel;
    final FakeBackend backend = FakeBackend.create();
    final McpGateway gateway;
    final BackendSession session;

    private Traced(
            Sampler sampler,
            UnaryOperator<OtelTelemetry.Builder> options,
            BackendFactory other,
            Consumer<McpGateway.Builder> more) {
        sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(numbers).build())
                .build();
        otel = options.apply(OtelTelemetry.builder(sdk)).build();
        McpGateway.Builder builder = McpGateway.builder()
                .backend("fake", other == null ? backend : other)
                .listener(otel)
                .at(Place.INNER, otel);
        more.accept(builder);
        gateway = builder.build();
        session = Await.value("a session", gateway.view("fake").orElseThrow().open(new RecordingPeer()));
    }

    static Traced all() {
        return with(builder -> {});
    }

    static Traced with(Consumer<McpGateway.Builder> more) {
        return new Traced(Sampler.parentBased(Sampler.alwaysOn()), options -> options, null, more);
    }

    static Traced sampled(Sampler sampler) {
        return new Traced(sampler, options -> options, null, builder -> {});
    }

    static Traced bounded(UnaryOperator<OtelTelemetry.Builder> options) {
        return new Traced(Sampler.alwaysOn(), options, null, builder -> {});
    }

    static Traced of(BackendFactory backend) {
        return new Traced(Sampler.alwaysOn(), options -> options, backend, builder -> {});
    }

    McpReply call(McpCall call) {
        return Await.value("a reply", begin(call));
    }

    CompletionStage<McpReply> begin(McpCall call) {
        return session.call(call, new RecordingObserver());
    }

    /** The params of the last call that reached the server. */
    String received() {
        List<McpCall> calls = backend.sessions().get(0).calls();
        McpCall last = calls.get(calls.size() - 1);
        return last.params() == null ? "none" : last.params().json().toString();
    }

    /** The only span of a kind. */
    SpanData span(SpanKind kind) {
        List<SpanData> found = spans(kind);
        if (found.size() != 1) {
            throw new AssertionError("there are " + found.size() + " spans of kind " + kind);
        }
        return found.get(0);
    }

    List<SpanData> spans(SpanKind kind) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getKind() == kind)
                .toList();
    }

    /** How often each set of attributes was measured. */
    Map<String, Long> counts(String metric) {
        Map<String, Long> counts = new TreeMap<>();
        points(metric).forEach(point -> counts.put(text(point.getAttributes()), point.getCount()));
        return counts;
    }

    Collection<HistogramPointData> points(String metric) {
        return numbers.collectAllMetrics().stream()
                .filter(data -> data.getName().equals(metric))
                .map(MetricData::getHistogramData)
                .findFirst()
                .orElseThrow()
                .getPoints();
    }

    /** Attributes in the order of their names. */
    static String text(Attributes attributes) {
        Map<String, Object> sorted = new TreeMap<>();
        attributes.forEach((AttributeKey<?> key, Object value) -> sorted.put(key.getKey(), value));
        return sorted.toString();
    }

    @Override
    public void close() {
        gateway.close();
        sdk.close();
    }
}
