package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.testkit.modern.EraProxy;
import dev.trestle.mcp.testkit.reference.ReferenceServer;
import dev.trestle.mcp.testkit.subject.McpSubject;

class EraProxyContractTest extends DualEdgeContract {

    @Override
    protected McpSubject subject() {
        return new EraProxy(ModernServerContractTest.server(), new ReferenceServer());
    }
}
