package dev.trestle.mcp.telemetry.otel;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonEditor;
import dev.trestle.mcp.json.JsonException;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param error {@code error.type}: the code of an error of ours, {@code tool_error}, or the number of the server's JSON-RPC
 *     error; null if there was none
 * @param status the number of a JSON-RPC error, or null if the reply is none
 * @param exists whether the reply shows that what was asked for is there
 */
record Ending(@Nullable String error, @Nullable Integer status, boolean exists) {

    private static final Ending SUCCESS = new Ending(null, null, true);
    private static final Ending TOOL_FAILED = new Ending(Conventions.TOOL_ERROR, null, true);

    /** The numbers that JSON-RPC keeps for itself; servers may invent any other. */
    private static final int FIRST = -32_768;

    private static final int LAST = -32_000;

    static Ending of(McpCall call, McpReply reply, @Nullable JsonEditor editor) {
        TrestleError ours = reply.reason();
        String type = ours == null ? null : ours.code();
        return reply.fold(
                result -> type != null
                        ? new Ending(type, null, false)
                        : isToolError(call, result, editor) ? TOOL_FAILED : SUCCESS,
                asked -> SUCCESS,
                failure -> {
                    int code = failure.error().code();
                    return new Ending(type != null ? type : String.valueOf(code), code, false);
                });
    }

    /** A call that ended with an exception, as none should. */
    static Ending thrown(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return new Ending(cause.getClass().getName(), null, false);
    }

    private static boolean isToolError(McpCall call, McpReply.Result result, @Nullable JsonEditor editor) {
        if (editor == null || !call.method().equals("tools/call")) {
            return false;
        }
        try {
            return editor.member(result.json(), "isError")
                    .filter(value -> value.length() > 0 && value.byteAt(0) == 't')
                    .isPresent();
        } catch (JsonException unreadable) {
            return false;
        }
    }

    /** Tells a span, exactly. Messages are not told: they may quote what was in the call. */
    void describe(Span span) {
        if (error != null) {
            span.setAttribute(Conventions.ERROR, error).setStatus(StatusCode.ERROR);
        }
        if (status != null) {
            span.setAttribute(Conventions.STATUS, String.valueOf(status));
        }
    }

    /** Tells a metric, with few values. */
    void measure(AttributesBuilder metric) {
        if (status != null) {
            boolean reserved = status >= FIRST && status <= LAST;
            String number = reserved ? String.valueOf(status) : Conventions.OTHER;
            metric.put(Conventions.STATUS, number);
            metric.put(Conventions.ERROR, String.valueOf(status).equals(error) ? number : error);
        } else if (error != null) {
            metric.put(Conventions.ERROR, error);
        }
    }
}
