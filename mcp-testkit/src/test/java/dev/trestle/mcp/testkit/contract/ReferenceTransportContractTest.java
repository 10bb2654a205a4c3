package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.testkit.reference.ReferenceServer;
import dev.trestle.mcp.testkit.subject.McpSubject;

class ReferenceTransportContractTest extends TransportContract {

    @Override
    protected McpSubject subject() {
        return new ReferenceServer();
    }
}
