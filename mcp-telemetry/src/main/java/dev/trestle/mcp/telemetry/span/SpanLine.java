package dev.trestle.mcp.telemetry.span;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.redact.Redactor;
import dev.trestle.mcp.telemetry.event.Outcome;
import dev.trestle.mcp.telemetry.event.Target;
import dev.trestle.mcp.telemetry.event.Trace;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes down one call: never its params, its result or a message. */
final class SpanLine {

    private SpanLine() {}

    /** The line, with its line feed. */
    static byte[] of(McpCall call, Outcome outcome, long nanos, long timestamp, Redactor redactor) {
        String target = Target.of(call, redactor);
        String method = Target.bounded(call.method(), redactor);
        Trace trace = Trace.of(call);
        SessionKey session = call.session();
        JsonWriter line = JsonWriter.object()
                .put("timestamp_ms", timestamp)
                .put("tool_name", target == null ? method : target)
                .put("method", method)
                .put("duration_ms", TimeUnit.NANOSECONDS.toMillis(nanos))
                .put("success", outcome.success())
                .put("error_code", outcome.errorCode())
                .put("extra", extra(call))
                .put("backend", call.view())
                .put("principal", Target.bounded(call.principal().name()))
                .put("session", session == null ? null : session.value());
        if (trace != null) {
            line.put("trace_id", trace.traceId()).put("parent_span_id", trace.parentId());
        }
        return line.toLine();
    }

    private static @Nullable JsonWriter extra(McpCall call) {
        return call.round() > 0 ? JsonWriter.object().put("round", call.round()) : null;
    }
}
