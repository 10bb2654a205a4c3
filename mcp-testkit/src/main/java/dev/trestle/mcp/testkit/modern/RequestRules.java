package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.jsonrpc.JsonRpcError;
import dev.trestle.mcp.testkit.era.Levels;
import dev.trestle.mcp.testkit.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a server of 2026-07-28 looks at before it does anything, in the order in which it looks. */
final class RequestRules {

    private static final String FIRST_MODERN = "2026-07-28";
    private static final Map<String, String> FEATURES = Map.ofEntries(
            Map.entry("server/discover", ""),
            Map.entry("tools/list", "tools"),
            Map.entry("tools/call", "tools"),
            Map.entry("resources/list", "resources"),
            Map.entry("resources/templates/list", "resources"),
            Map.entry("resources/read", "resources"),
            Map.entry("prompts/list", "prompts"),
            Map.entry("prompts/get", "prompts"),
            Map.entry("completion/complete", "completions"),
            Map.entry("subscriptions/listen", ""));

    private final List<String> supported;
    private final Set<String> features;
    private final Function<String, @Nullable Json> tools;

    /**
     * The rules of one server.
     *
     * @param tools gives a tool as it is listed at present
     */
    RequestRules(List<String> supported, Set<String> features, Function<String, @Nullable Json> tools) {
        this.supported = supported;
        this.features = features;
        this.tools = tools;
    }

    /**
     * Looks at a request.
     *
     * @param headers null where there are none
     */
    void check(Json message, @Nullable MirrorHeaders headers) throws Refusal {
        String method = message.at("/method").text();
        Json version = Meta.of(message, Meta.VERSION);
        if (method.equals("initialize") && !isModern(version.value())) {
            throw legacyHandshake(message, headers);
        }
        if (version.isPresent()) {
            checkEnvelope(message);
            if (headers != null) {
                headers.checkPresent("MCP-Protocol-Version", version.text());
                headers.checkPresent("Mcp-Method", method);
            }
        } else {
            throw unclaimed(message, headers);
        }
        if (!supported.contains(version.text())) {
            throw Refusal.version(supported, version.text());
        }
        if (headers != null) {
            headers.check(message, method.equals("tools/call") ? tool(message) : null);
        }
        checkMethod(method);
    }

    private @Nullable Json tool(Json message) {
        return tools.apply(String.valueOf(message.at("/params/name").value()));
    }

    private static boolean isModern(@Nullable Object version) {
        return version instanceof String text
                && text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")
                && text.compareTo(FIRST_MODERN) >= 0;
    }

    private Refusal legacyHandshake(Json message, @Nullable MirrorHeaders headers) {
        if (headers != null && isModern(headers.version())) {
            return Refusal.headers("initialize under a version that has none");
        }
        Object asked = message.at("/params/protocolVersion").value();
        return Refusal.version(supported, asked instanceof String text ? text : null);
    }

    private Refusal unclaimed(Json message, @Nullable MirrorHeaders headers) {
        if (headers != null && !isModern(headers.version())) {
            return Refusal.version(supported, headers.version());
        }
        return Refusal.envelope(
                message.has("/params/_meta") ? Meta.PREFIX + Meta.VERSION : "_meta", "Missing in the request");
    }

    private static void checkEnvelope(Json message) throws Refusal {
        require(message, Meta.VERSION, Meta.of(message, Meta.VERSION).value() instanceof String);
        require(message, Meta.CAPABILITIES, Meta.of(message, Meta.CAPABILITIES).value() instanceof Map);
        Json client = Meta.of(message, Meta.CLIENT);
        require(
                message,
                Meta.CLIENT,
                !client.isPresent()
                        || (client.at("/name").value() instanceof String
                                && client.at("/version").value() instanceof String));
        Json level = Meta.of(message, Meta.LEVEL);
        require(message, Meta.LEVEL, !level.isPresent() || Levels.of(level) >= 0);
        Json token = message.at("/params/_meta/progressToken");
        require(
                message,
                "progressToken",
                !token.isPresent() || token.value() instanceof String || token.value() instanceof Long);
    }

    private static void require(Json message, String name, boolean good) throws Refusal {
        if (!good) {
            boolean there = Meta.of(message, name).isPresent();
            throw Refusal.envelope(Meta.PREFIX + name, there ? "Malformed in the request" : "Missing in the request");
        }
    }

    private void checkMethod(String method) throws Refusal {
        String feature = FEATURES.get(method);
        if (feature == null || (!feature.isEmpty() && !features.contains(feature))) {
            throw Refusal.of(404, JsonRpcError.METHOD_NOT_FOUND, "Method not found: " + method);
        }
    }
}
