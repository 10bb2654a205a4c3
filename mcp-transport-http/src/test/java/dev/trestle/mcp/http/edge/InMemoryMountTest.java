package dev.trestle.mcp.http.edge;

class InMemoryMountTest extends HttpMountContract {
    @Override
    Caller mount(McpEndpoint endpoint) {
        return new InMemoryCaller(endpoint);
    }
}
