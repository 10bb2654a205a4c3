package dev.trestle.mcp.http.exchange;

import dev.trestle.mcp.http.mount.HttpExchange;
import dev.trestle.mcp.http.options.OriginOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What browsers want to hear before they let a page of an allowed origin talk to us, and with every answer. */
final class Cors {

    private static final String METHODS = "GET, POST, DELETE";
    private static final String REQUEST_HEADERS =
            "Content-Type, Accept, Authorization, MCP-Protocol-Version, Mcp-Method,"
                    + " Mcp-Name, Mcp-Session-Id, Last-Event-ID";
    private static final String PARAM_PREFIX = "mcp-param-";
    private static final int LONGEST_NAME = 100;

    private final boolean anyOrigin;
    private final String exposed;

    Cors(OriginOptions options) {
        anyOrigin = options.corsAnyOrigin();
        exposed = String.join(", ", options.exposedHeaders());
    }

    /** Whether a request only asks what it may send. */
    static boolean isPreflight(HttpExchange exchange) {
        return exchange.method().equals("OPTIONS") && exchange.header("Access-Control-Request-Method") != null;
    }

    /** Tells a browser what a page of an allowed origin may send. Needs no authentication: browsers send none with it. */
    static Map<String, String> preflight(HttpExchange exchange) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Access-Control-Allow-Methods", METHODS);
        headers.put(
                "Access-Control-Allow-Headers",
                REQUEST_HEADERS + params(exchange.headers("Access-Control-Request-Headers")));
        headers.put("Access-Control-Max-Age", "600");
        return headers;
    }

    /** Names of tool parameters cannot be known beforehand, so those asked for are allowed one by one. */
    private static String params(List<String> requested) {
        StringBuilder names = new StringBuilder();
        for (String line : requested) {
            for (String name : line.split(",", -1)) {
                String trimmed = name.trim();
                if (trimmed.toLowerCase(Locale.ROOT).startsWith(PARAM_PREFIX) && isToken(trimmed)) {
                    names.append(", ").append(trimmed);
                }
            }
        }
        return names.toString();
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7F || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
                return false;
            }
        }
        return name.length() <= LONGEST_NAME;
    }

    /** Lets a page of an allowed origin read an answer. */
    void expose(Map<String, String> headers, String origin) {
        headers.put("Access-Control-Allow-Origin", anyOrigin ? "*" : origin);
        headers.put("Access-Control-Expose-Headers", exposed);
        if (!anyOrigin) {
            headers.put("Vary", "Origin");
        }
    }
}
