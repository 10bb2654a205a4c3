package dev.trestle.mcp.benchmark.load;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where requests go, and as a client of which era.
 *
 * @param uri the endpoint
 * @param modern true for 2026-07-28, false for 2025-11-25
 * @param session the session, or null where there are none
 */
public record Target(URI uri, boolean modern, @Nullable String session) {

    private static final String MODERN = "2026-07-28";
    private static final String META = "io.modelcontextprotocol/";

    /**
     * A client with sessions.
     *
     * @param uri the endpoint
     * @param session the session, or null before there is one
     * @return the target
     */
    public static Target legacy(URI uri, @Nullable String session) {
        return new Target(uri, false, session);
    }

    /**
     * A client of 2026-07-28.
     *
     * @param uri the endpoint
     * @return the target
     */
    public static Target modern(URI uri) {
        return new Target(uri, true, null);
    }

    /** All of the head but the length of the body. */
    String head(String method, @Nullable String name) {
        String era = modern
                ? "MCP-Protocol-Version: " + MODERN + "\r\nMcp-Method: " + method + "\r\n"
                        + (name == null ? "" : "Mcp-Name: " + name + "\r\n")
                : method.equals("initialize") ? "" : "MCP-Protocol-Version: 2025-11-25\r\n";
        return start("POST") + "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                + era;
    }

    /** The body; params are members without braces. */
    String body(String id, String method, String params) {
        String meta = modern
                ? (params.isEmpty() ? "" : ",") + "\"_meta\":{\"" + META + "protocolVersion\":\"" + MODERN + "\",\""
                        + META + "clientCapabilities\":{},\"" + META
                        + "clientInfo\":{\"name\":\"load\",\"version\":\"1\"}}"
                : "";
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params + meta
                + "}}";
    }

    /** A whole request that ends the session. */
    String delete() {
        return start("DELETE") + "Content-Length: 0\r\n\r\n";
    }

    private String start(String method) {
        return method + " " + uri.getRawPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n"
                + (session == null ? "" : "Mcp-Session-Id: " + session + "\r\n");
    }
}
