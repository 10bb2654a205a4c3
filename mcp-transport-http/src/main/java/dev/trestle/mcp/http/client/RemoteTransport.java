package dev.trestle.mcp.http.client;

/** How a server speaks HTTP. */
public enum RemoteTransport {
    /** Streamable HTTP, or, if the server does not take that, HTTP with SSE at the same URL. */
    AUTO,
    /** Streamable HTTP (2025-03-26 and later). */
    STREAMABLE,
    /** HTTP with SSE (2024-11-05). */
    SSE
}
