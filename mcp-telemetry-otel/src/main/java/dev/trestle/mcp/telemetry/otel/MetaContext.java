package dev.trestle.mcp.telemetry.otel;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonEditor;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.spi.InterceptorContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trace context that travels in {@code params._meta} (SEP-414): {@code traceparent}, {@code tracestate},
 * {@code baggage}, or whatever the propagators write instead.
 */
final class MetaContext {

    private static final String META = "_meta";
    private static final String BAGGAGE = "baggage";

    /** As much as W3C lets baggage have, quoted; longer values are not read. */
    private static final int LONGEST = 8_194;

    private final TextMapPropagator propagator;
    private final JsonDecoder decoder;
    private final JsonEditor editor;

    MetaContext(TextMapPropagator propagator, InterceptorContext context) {
        this.propagator = propagator;
        this.decoder = context.decoder();
        this.editor = context.editor();
    }

    /** What the client says; the root if it says nothing that can be read. */
    Context extract(McpCall call) {
        JsonSlice meta = meta(call.params());
        return meta == null ? Context.root() : propagator.extract(Context.root(), meta, new Members());
    }

    /**
     * The call with a span as the parent of what happens behind it. Baggage stays as the client wrote it, and of its trace
     * context nothing stays that does not belong to the span.
     */
    McpCall inject(McpCall call, Span span) {
        Map<String, String> fields = new LinkedHashMap<>();
        propagator.inject(Context.root().with(span), fields, Map::put);
        if (fields.isEmpty()) {
            return call;
        }
        try {
            Params params = call.params() == null ? Params.of(JsonSlice.EMPTY_OBJECT) : call.params();
            JsonSlice meta = meta(params);
            return call.withParams(with(params, written(meta == null ? JsonSlice.EMPTY_OBJECT : meta, fields)));
        } catch (JsonException unreadable) {
            // Whoever decodes it refuses it.
            return call;
        }
    }

    private JsonSlice written(JsonSlice meta, Map<String, String> fields) {
        JsonSlice written = meta;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            if (!field.getValue().equals(text(written, field.getKey()))) {
                written = editor.with(written, field.getKey(), JsonWriter.write(field.getValue()));
            }
        }
        for (String name : propagator.fields()) {
            if (!fields.containsKey(name) && !name.equals(BAGGAGE)) {
                written = editor.without(written, name);
            }
        }
        return written;
    }

    private @Nullable JsonSlice meta(@Nullable Params params) {
        if (params == null) {
            return null;
        }
        if (params.indexed()) {
            return params.meta();
        }
        try {
            return editor.member(params.json(), META).orElse(null);
        } catch (JsonException unreadable) {
            return null;
        }
    }

    /** What was looked up in the params is found again in the changed ones, because only {@code _meta} moves. */
    private Params with(Params params, JsonSlice meta) {
        JsonSlice json = editor.with(params.json(), META, meta);
        if (!params.indexed()) {
            return Params.of(json);
        }
        JsonSlice there = editor.member(json, META).orElse(null);
        JsonSlice token =
                there == null ? null : editor.member(there, "progressToken").orElse(null);
        Moved moved = new Moved(params, json);
        Params.Rare rare = params.rare();
        return new Params(
                json,
                moved.part(params.name()),
                moved.part(params.uri()),
                there,
                token,
                null,
                rare == null ? null : moved.rare(rare),
                true);
    }

    private @Nullable String text(JsonSlice meta, String name) {
        return editor.member(meta, name)
                .filter(value -> value.length() <= LONGEST && value.byteAt(0) == '"')
                .map(value -> (String) decoder.decode(value))
                .orElse(null);
    }

    /** Where parts of the old params lie in the new ones. */
    private record Moved(Params old, JsonSlice json) {
        Params.Rare rare(Params.Rare found) {
            return new Params.Rare(part(found.task()), part(found.requestState()), part(found.inputResponses()));
        }

        @Nullable JsonSlice part(@Nullable JsonSlice part) {
            int at = old.json().indexOf(part);
            if (part == null || at < 0) {
                return part;
            }
            int meta = old.json().indexOf(old.meta());
            int from = meta >= 0 && at > meta ? at + json.length() - old.json().length() : at;
            return json.part(from, from + part.length());
        }
    }

    /** Reads members of {@code _meta}. */
    private final class Members implements TextMapGetter<JsonSlice> {
        @Override
        public Iterable<String> keys(JsonSlice meta) {
            return List.copyOf(propagator.fields());
        }

        @Override
        public @Nullable String get(@Nullable JsonSlice meta, String name) {
            try {
                return meta == null ? null : text(meta, name);
            } catch (JsonException unreadable) {
                return null;
            }
        }
    }
}
