package dev.trestle.mcp.benchmark.scale;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Requests as bytes. */
final class Requests {

    static final String PATH = "/mcp";
    static final String LEGACY = "2025-11-25";
    static final String MODERN = "2026-07-28";

    private static final String META = "{\"io.modelcontextprotocol/protocolVersion\":\"" + MODERN + "\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"scale\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private Requests() {}

    static byte[] head(String method, Map<String, String> headers, int length) {
        return head(method, PATH, headers, length);
    }

    static byte[] head(String method, String path, Map<String, String> headers, int length) {
        StringBuilder head =
                new StringBuilder(256).append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
        head.append("Host: 127.0.0.1\r\n");
        head.append(
                method.equals("GET")
                        ? "Accept: text/event-stream\r\n"
                        : "Accept: application/json, text/event-stream\r\n");
        if (length > 0) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(length)
                    .append("\r\n");
        }
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return bytes(head.append("\r\n").toString());
    }

    /** What an idle client of today says: an introduction as the SDKs write it. */
    static byte[] initialize() {
        return bytes(
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + LEGACY
                        + "\",\"capabilities\":{\"roots\":{\"listChanged\":true},\"sampling\":{},\"elicitation\":{}},"
                        + "\"clientInfo\":{\"name\":\"scale\",\"version\":\"1.0.0\"}}}");
    }

    static byte[] initialized() {
        return bytes("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    static byte[] call(long id, String tool, String arguments) {
        return bytes("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + "}}");
    }

    static Map<String, String> inSession(String session) {
        return Map.of("Mcp-Session-Id", session, "MCP-Protocol-Version", LEGACY);
    }

    /** GET of the stream of a session. */
    static byte[] stream(String session) {
        return head("GET", inSession(session), 0);
    }

    /** A subscription of 2026-07-28 to the list of tools. */
    static byte[] listen(int id) {
        byte[] body = bytes("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"subscriptions/listen\",\"params\":{"
                + "\"notifications\":{\"toolsListChanged\":true},\"_meta\":" + META + "}}");
        byte[] head =
                head("POST", Map.of("MCP-Protocol-Version", MODERN, "Mcp-Method", "subscriptions/listen"), body.length);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
