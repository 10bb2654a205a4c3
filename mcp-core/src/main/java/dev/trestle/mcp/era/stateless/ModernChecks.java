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

    /** One check; what is wrong, or empty. Without headers, as on stdio, there is nothing that they could have wrong. */
    @FunctionalInterface
    private interface Check {
        Optional<JsonRpcError> judge(Request request, ClientEnvelope envelope, Headers headers);
    }

    private static final List<Check> IN_ORDER = List.of(
            (request, envelope, headers) -> headers.fault(headers.repeated()),
            (request, envelope, headers) -> headers.fault(differs(headers.one(VERSION_HEADER), envelope.version())),
            (request, envelope, headers) ->
                    headers.fault(Mirror.wrongMethod(request.method(), headers.one(Mirror.METHOD))),
            (request, envelope, headers) -> unsupported(envelope.version()),
            (request, envelope, headers) -> headers.fault(missing(headers.one(VERSION_HEADER))),
            (request, envelope, headers) -> headers.fault(Mirror.missingMethod(headers.one(Mirror.METHOD))),
            (request, envelope, headers) ->
                    headers.fault(Mirror.wrongName(request.method(), request.params(), headers.one(Mirror.NAME))),
            (request, envelope, headers) ->
                    Tasks.undeclared(request.method(), params(request), envelope.capabilities()));

    private ModernChecks() {}

    /** Runs them all; empty if the request may be looked at. */
    static Optional<Refused> judge(Request request, ClientEnvelope envelope, @Nullable RequestHeaders received) {
        Headers headers = new Headers(received);
        for (Check check : IN_ORDER) {
            Optional<JsonRpcError> wrong = check.judge(request, envelope, headers);
            if (wrong.isPresent()) {
                return wrong.map(error -> new Refused(BAD_REQUEST, error));
            }
        }
        return Optional.empty();
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

    /** The headers that may be there only once: of two copies, the next hop might believe the other. */
    private record Headers(@Nullable RequestHeaders received) {

        private static final List<String> ONCE = List.of(VERSION_HEADER, Mirror.METHOD, Mirror.NAME);

        Optional<JsonRpcError> fault(Optional<String> what) {
            return received == null ? Optional.empty() : what.map(ModernChecks::mismatch);
        }

        @Nullable String one(String name) {
            List<String> values = values(name);
            return values.isEmpty() ? null : values.get(0);
        }

        Optional<String> repeated() {
            for (String name : ONCE) {
                if (values(name).size() > 1) {
                    return Optional.of(name + " is there more than once");
                }
            }
            return Optional.empty();
        }

        private List<String> values(String name) {
            return received == null ? List.of() : received.values(name);
        }
    }
}
