package dev.trestle.mcp.telemetry.otel;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.TextMapPropagator;

/** Who reads and writes trace context. */
final class Propagators {

    private static final TextMapPropagator W3C =
            TextMapPropagator.composite(W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());

    private Propagators() {}

    /** Those of an SDK; those of W3C, which MCP names, if it was given none. */
    static TextMapPropagator of(OpenTelemetry otel) {
        TextMapPropagator own = otel.getPropagators().getTextMapPropagator();
        return own.fields().isEmpty() ? W3C : own;
    }
}
