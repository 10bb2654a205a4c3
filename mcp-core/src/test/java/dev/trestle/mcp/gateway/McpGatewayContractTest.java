package dev.trestle.mcp.gateway;

import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.contract.MortalSessionContract;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import java.util.concurrent.CompletionStage;

class McpGatewayContractTest extends MortalSessionContract {

    private final McpGateway gateway = McpGateway.builder()
            .backend("fake", FakeBackend.withContractTools())
            .build();

    @Override
    protected CompletionStage<BackendSession> open(SessionPeer client) {
        return gateway.view("").orElseThrow().open(client);
    }

    @Override
    protected void dispose() {
        gateway.close();
    }
}
