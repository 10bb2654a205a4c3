package dev.trestle.mcp.interceptor.access;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.Params;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that a request names.
 *
 * @param kind what it is
 * @param name its name or URI
 */
record Named(Kind kind, String name) {

    private static final String NAME = "name";
    private static final String URI = "uri";

    /**
     * What a request names. Where it names it in a way that a backend could read differently, it names nothing that may be let
     * through.
     *
     * @param decoder reads single values
     * @throws JsonException if the request does not say it unambiguously
     */
    static List<Named> in(McpCall call, JsonDecoder decoder) {
        return switch (call.method()) {
            case "tools/call" -> List.of(new Named(Kind.TOOLS, text(call, decoder, NAME, Params::name)));
            case "prompts/get" -> List.of(new Named(Kind.PROMPTS, text(call, decoder, NAME, Params::name)));
            case "resources/read", "resources/subscribe" ->
                List.of(new Named(Kind.RESOURCES, text(call, decoder, URI, Params::uri)));
            case "completion/complete" -> reference(call);
            case "subscriptions/listen" -> subscriptions(call);
            default -> List.of();
        };
    }

    private static String text(
            McpCall call, JsonDecoder decoder, String member, Function<Params, @Nullable JsonSlice> of) {
        Params params = call.params();
        JsonSlice found = params == null ? null : of.apply(params);
        if (params != null && found != null && (params.name() == null || found.equals(params.name()))) {
            return string(call.target(), member);
        }
        // Whoever found it refused a second one already; where nobody looked, all is decoded.
        Object value = found == null ? call.arguments().get(member) : decoder.decode(found);
        return string(value, member);
    }

    private static List<Named> reference(McpCall call) {
        Object ref = call.arguments().get("ref");
        if (!(ref instanceof Map<?, ?> members)) {
            throw new JsonException("params.ref is not an object");
        }
        return switch (string(members.get("type"), "ref.type")) {
            case "ref/prompt" -> List.of(new Named(Kind.PROMPTS, string(members.get(NAME), "ref.name")));
            case "ref/resource" -> List.of(new Named(Kind.RESOURCES, string(members.get(URI), "ref.uri")));
            default -> throw new JsonException("params.ref.type is none that is known");
        };
    }

    private static List<Named> subscriptions(McpCall call) {
        Object filter = call.arguments().get("notifications");
        Object uris = filter instanceof Map<?, ?> members ? members.get("resourceSubscriptions") : null;
        if (uris == null) {
            return List.of();
        }
        if (!(uris instanceof List<?> list)) {
            throw new JsonException("params.notifications.resourceSubscriptions is not a list");
        }
        List<Named> named = new ArrayList<>();
        list.forEach(uri -> named.add(new Named(Kind.RESOURCES, string(uri, "resourceSubscriptions"))));
        return named;
    }

    private static String string(@Nullable Object value, String member) {
        if (value instanceof String text) {
            return text;
        }
        throw new JsonException("params." + member + " is not a string");
    }
}
