package dev.trestle.mcp.testkit.modern;

import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.testkit.client.HeaderText;
import dev.trestle.mcp.testkit.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an {@link EraProxy} changes. */
final class EdgeChanges {

    private static final String PREFIX = "io.modelcontextprotocol/";

    private final Set<EdgeFlaw> flaws;
    private volatile String lastState;

    EdgeChanges(Set<EdgeFlaw> flaws) {
        this.flaws = flaws;
    }

    private boolean has(EdgeFlaw flaw) {
        return flaws.contains(flaw);
    }

    boolean letsCallsGoOn() {
        return has(EdgeFlaw.LETS_CALLS_GO_ON);
    }

    /** Once a session was seen, whoever names one is in it. */
    boolean staysLegacy(Map<String, List<String>> headers) {
        return has(EdgeFlaw.STAYS_LEGACY) && headers.containsKey("Mcp-Session-Id");
    }

    void headers(Map<String, List<String>> headers) {
        if (has(EdgeFlaw.TAKES_ANY_ORIGIN)) {
            headers.remove("Origin");
        }
    }

    String request(Map<String, List<String>> headers, Json message) {
        headers(headers);
        Json version = message.at("/params/_meta/io.modelcontextprotocol~1protocolVersion");
        if (!version.isPresent()) {
            return message.toString();
        }
        Json name = message.at("/params/name");
        if (has(EdgeFlaw.FILLS_IN_HEADERS)) {
            headers.putIfAbsent("MCP-Protocol-Version", List.of(String.valueOf(version.value())));
            headers.putIfAbsent("Mcp-Method", List.of(message.at("/method").text()));
        }
        if (has(EdgeFlaw.MENDS_NAMES) && name.isPresent()) {
            headers.put("Mcp-Name", List.of(HeaderText.encode(name.text())));
        }
        return JsonWriter.write(changed(message)).toString();
    }

    private Map<String, Object> changed(Json message) {
        Map<String, Object> whole = copy(message);
        Map<String, Object> params = copy(message.at("/params"));
        Map<String, Object> meta = copy(message.at("/params/_meta"));
        if (has(EdgeFlaw.TAKES_EMPTY_CURSORS_FOR_NONE) && "".equals(params.get("cursor"))) {
            params.remove("cursor");
        }
        if (has(EdgeFlaw.MENDS_STATES) && params.containsKey("requestState")) {
            params.put("requestState", lastState);
        }
        if (has(EdgeFlaw.LOGS_UNASKED)) {
            meta.put(PREFIX + "logLevel", "debug");
        }
        if (has(EdgeFlaw.ASKS_ANYBODY)) {
            meta.put(PREFIX + "clientCapabilities", Map.of("elicitation", Map.of()));
        }
        if (has(EdgeFlaw.REPORTS_PROGRESS_TO_ALL)) {
            meta.put("progressToken", "all");
        }
        params.put("_meta", meta);
        whole.put("params", params);
        return whole;
    }

    int response(Map<String, List<String>> headers, int status) {
        if (has(EdgeFlaw.GIVES_SESSIONS)) {
            headers.put("Mcp-Session-Id", List.of("s"));
        }
        return has(EdgeFlaw.ANSWERS_EVERYTHING_BY_200) ? 200 : status;
    }

    String message(String text) {
        Json message = Json.parse(text);
        Json state = message.at("/result/requestState");
        if (state.isPresent()) {
            lastState = state.text();
        }
        Map<String, Object> whole = copy(message);
        if (has(EdgeFlaw.SAYS_ID_NULL) && !message.has("/id") && message.has("/error")) {
            whole.put("id", null);
        }
        if (message.has("/result")) {
            Map<String, Object> result = copy(message.at("/result"));
            if (has(EdgeFlaw.FORGETS_HINTS)) {
                result.remove("ttlMs");
                result.remove("cacheScope");
            }
            if (has(EdgeFlaw.ADDS_RESULT_TYPES)) {
                result.put("resultType", "complete");
            }
            whole.put("result", result);
        }
        Json subscription = message.at("/params/_meta/io.modelcontextprotocol~1subscriptionId");
        if (has(EdgeFlaw.TURNS_SUBSCRIPTIONS_INTO_TEXT) && subscription.isPresent()) {
            Map<String, Object> params = copy(message.at("/params"));
            params.put("_meta", Map.of(PREFIX + "subscriptionId", String.valueOf(subscription.value())));
            whole.put("params", params);
        }
        return JsonWriter.write(whole).toString();
    }

    private static Map<String, Object> copy(Json object) {
        Map<String, Object> copy = new LinkedHashMap<>();
        object.members().forEach((name, value) -> copy.put(name, value.value()));
        return copy;
    }
}
