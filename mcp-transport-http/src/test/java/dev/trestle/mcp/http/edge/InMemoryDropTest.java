package dev.trestle.mcp.http.edge;

class InMemoryDropTest extends DropRules {
    @Override
    Caller mount(McpEndpoint endpoint) {
        return new InMemoryCaller(endpoint);
    }

    @Override
    int step() {
        return 1;
    }

    @Override
    int courses() {
        return 150;
    }
}
