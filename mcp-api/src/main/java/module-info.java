/** The vocabulary of Trestle: JSON slices, JSON-RPC messages, calls, and the seams that backends and interceptors fill. */
module dev.trestle.mcp.api {
    requires static org.jspecify;

    exports dev.trestle.mcp.json;
    exports dev.trestle.mcp.jsonrpc;
    exports dev.trestle.mcp.call;
    exports dev.trestle.mcp.redact;
    exports dev.trestle.mcp.spi;
}
