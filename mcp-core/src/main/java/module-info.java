/**
 * The engine of Trestle: codec, correlation, sessions, the call pipeline, and servers in this process. {@code gateway}, {@code health}
 * and {@code server} are for everybody; the other packages are for our own modules only.
 */
@SuppressWarnings("module")
module dev.trestle.mcp.core {
    requires transitive dev.trestle.mcp.api;
    requires static org.jspecify;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;

    exports dev.trestle.mcp.gateway;
    exports dev.trestle.mcp.interceptor.access;
    exports dev.trestle.mcp.health;
    exports dev.trestle.mcp.interceptor.cache;
    exports dev.trestle.mcp.server;
    exports dev.trestle.mcp.server.content;
    exports dev.trestle.mcp.session to
            dev.trestle.mcp.transport.http,
            dev.trestle.mcp.transport.stdio;
    exports dev.trestle.mcp.era to
            dev.trestle.mcp.transport.http,
            dev.trestle.mcp.transport.stdio;
    exports dev.trestle.mcp.era.client to
            dev.trestle.mcp.transport.http,
            dev.trestle.mcp.transport.stdio;
    exports dev.trestle.mcp.era.seal to
            dev.trestle.mcp.transport.http,
            dev.trestle.mcp.transport.stdio;
    exports dev.trestle.mcp.era.stateless to
            dev.trestle.mcp.transport.http,
            dev.trestle.mcp.transport.stdio;
    exports dev.trestle.mcp.era.backend to
            dev.trestle.mcp.transport.http,
            dev.trestle.mcp.transport.stdio;
    exports dev.trestle.mcp.codec to
            dev.trestle.mcp.builtins,
            dev.trestle.mcp.transport.http,
            dev.trestle.mcp.transport.stdio;
}
