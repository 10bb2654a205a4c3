package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.era.Modern;
import dev.trestle.mcp.era.header.Mirror;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must be right about a request of 2026-07-28 before anybody looks at what it asks for, in this order: the first that is
 * wrong is what the client is told (`basic/transports/streamable-http`, validation). Whether the version is one of ours comes
 * before what is missing, so that clients of a later version learn which versions there are.
 */
final class ModernChecks {

    private static final String VERSION_HEADER = EraSelector.VERSION_HEADER;
    private static final int BAD_REQUEST = 400;

    private ModernChecks() {}

    /** Runs them all; null if the request may be looked at. Without headers, as on stdio, there is nothing that they could have wrong. */
    static @Nullable Refused judge(Request request, ClientEnvelope envelope, @Nullable RequestHeaders received) {
        Optional<JsonRpcError> wrong =
                received == null ? unsupported(envelope.version()) : judge(request, envelope, Mirrors.of(received));
        if (wrong.isEmpty()) {
            wrong = Tasks.undeclared(request.method(), params(request), envelope.capabilities());
        }
        return wrong.map(error -> new Refused(BAD_REQUEST, error)).orElse(null);
    }

    private static Optional<JsonRpcError> judge(Request request, ClientEnvelope envelope, Mirrors headers) {
        Optional<String> wrong = headers.repeated();
        wrong = wrong.isPresent() ? wrong : differs(headers.version(), envelope.version());
        wrong = wrong.isPresent() ? wrong : Mirror.wrongMethod(request.method(), headers.method());
        if (wrong.isPresent()) {
            return wrong.map(ModernChecks::mismatch);
        }
        Optional<JsonRpcError> unsupported = unsupported(envelope.version());
        if (unsupported.isPresent()) {
            return unsupported;
        }
        wrong = missing(headers.version());
        wrong = wrong.isPresent() ? wrong : Mirror.missingMethod(headers.method());
        wrong = wrong.isPresent() ? wrong : Mirror.wrongName(request.method(), request.params(), headers.name());
        return wrong.map(ModernChecks::mismatch);
    }

    /** The error of headers that do not mirror the body. */
    static JsonRpcError mismatch(String what) {
        return JsonRpcError.of(Modern.HEADER_MISMATCH, "Header mismatch: " + what);
    }

    /** The error of a version that is not ours; empty for one that is. */
    static Optional<JsonRpcError> unsupported(String version) {
        if (Modern.VERSIONS.contains(version)) {
            return Optional.empty();
        }
        JsonSlice data = JsonWriter.object()
                .put("supported", Modern.VERSIONS)
                .put("requested", version)
                .toSlice();
        return Optional.of(JsonRpcError.of(Modern.UNSUPPORTED_VERSION, "Unsupported protocol version", data));
    }

    private static Optional<String> differs(@Nullable String header, String version) {
        return header == null || header.equals(version)
                ? Optional.empty()
                : Optional.of(VERSION_HEADER + " is not the version of the body");
    }

    private static Optional<String> missing(@Nullable String header) {
        return header == null ? Optional.of(VERSION_HEADER + " is missing") : Optional.empty();
    }

    private static JsonSlice params(Request request) {
        JsonSlice given = json(request.params());
        return given == null ? JsonSlice.EMPTY_OBJECT : given;
    }

    private static @Nullable JsonSlice json(@Nullable Params params) {
        return params == null ? null : params.json();
    }

    /**
     * The headers that may be there only once: of two copies, the next hop might believe the other.
     *
     * @param repeated what is wrong if one of them is there more than once
     */
    private record Mirrors(
            Optional<String> repeated,
            @Nullable String version,
            @Nullable String method,
            @Nullable String name) {

        static Mirrors of(RequestHeaders received) {
            List<String> versions = received.values(VERSION_HEADER);
            List<String> methods = received.values(Mirror.METHOD);
            List<String> names = received.values(Mirror.NAME);
            String twice = versions.size() > 1
                    ? VERSION_HEADER
                    : methods.size() > 1 ? Mirror.METHOD : names.size() > 1 ? Mirror.NAME : null;
            return new Mirrors(
                    twice == null ? Optional.empty() : Optional.of(twice + " is there more than once"),
                    first(versions),
                    first(methods),
                    first(names));
        }

        private static @Nullable String first(List<String> values) {
            return values.isEmpty() ? null : values.get(0);
        }
    }
}
