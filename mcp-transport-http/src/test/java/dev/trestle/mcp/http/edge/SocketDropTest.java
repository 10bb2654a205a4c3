package dev.trestle.mcp.http.edge;

class SocketDropTest extends DropRules {
    @Override
    Caller mount(McpEndpoint endpoint) throws Exception {
        return new JettyHandlerMountTest().mount(endpoint);
    }

    @Override
    int step() {
        return 13;
    }

    @Override
    int courses() {
        return 20;
    }
}
