/** Calls of a gateway as OpenTelemetry knows them: spans, metrics, and the trace context that goes through. */
@NullMarked
package dev.trestle.mcp.telemetry.otel;

import org.jspecify.annotations.NullMarked;
