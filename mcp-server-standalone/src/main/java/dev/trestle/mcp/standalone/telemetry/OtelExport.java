package dev.trestle.mcp.standalone.telemetry;

import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.telemetry.otel.OtelTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends what is told to OpenTelemetry, by OTLP over HTTP. Loaded only where somebody wants that. */
final class OtelExport {

    /**
     * A collector that is gone must not keep the program from ending; one that was never spoken to takes some seconds on a busy
     * machine, because everything that speaks to it has to be loaded.
     */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(4);

    private static final int BATCH = 512;

    private final OpenTelemetrySdk sdk;
    private final OtelTelemetry telemetry;

    private OtelExport(OpenTelemetrySdk sdk, OtelTelemetry telemetry) {
        this.sdk = sdk;
        this.telemetry = telemetry;
    }

    static OtelExport open(OtelTarget target, Redactor redactor, int maxSeries, String version) {
        JavaLogging.toOurs("io.opentelemetry");
        Resource resource = Resource.getDefault()
                .merge(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        target.service(),
                        AttributeKey.stringKey("service.version"),
                        version)));
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setResource(resource)
                        .addSpanProcessor(spans(target))
                        .build())
                .setMeterProvider(SdkMeterProvider.builder()
                        .setResource(resource)
                        .registerMetricReader(numbers(target))
                        .build())
                .build();
        return new OtelExport(
                sdk,
                OtelTelemetry.builder(sdk)
                        .redactor(redactor)
                        .maxSeries(maxSeries)
                        .build());
    }

    private static BatchSpanProcessor spans(OtelTarget target) {
        return BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                        .setEndpoint(target.endpoint() + "/v1/traces")
                        .setHeaders(target::headers)
                        .setTimeout(target.timeout())
                        .build())
                .setScheduleDelay(target.interval())
                .setExporterTimeout(target.timeout())
                .setMaxQueueSize(target.queue())
                .setMaxExportBatchSize(Math.min(BATCH, target.queue()))
                .build();
    }

    private static PeriodicMetricReader numbers(OtelTarget target) {
        return PeriodicMetricReader.builder(OtlpHttpMetricExporter.builder()
                        .setEndpoint(target.endpoint() + "/v1/metrics")
                        .setHeaders(target::headers)
                        .setTimeout(target.timeout())
                        .build())
                .setInterval(target.interval())
                .build();
    }

    OtelTelemetry telemetry() {
        return telemetry;
    }

    /** Sends what waits. On a thread of its own, because the SDK blocks who asks it to end. */
    void close(Duration atMost) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread ending = new Thread(
                () -> {
                    try {
                        sdk.shutdown().join(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
                    } finally {
                        ended.complete(null);
                    }
                },
                "trestle-otel-end");
        ending.setDaemon(true);
        ending.start();
        long patience = Math.min(atMost.toMillis(), LONGEST_CLOSE.toMillis());
        ended.completeOnTimeout(null, patience, TimeUnit.MILLISECONDS).join();
    }
}
