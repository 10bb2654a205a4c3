package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.fake.FakeBackend;
import java.util.concurrent.CompletionStage;

class FakeBackendContractTest extends MortalSessionContract {

    private final FakeBackend backend = FakeBackend.withContractTools();

    @Override
    protected CompletionStage<BackendSession> open(SessionPeer client) {
        return backend.open(client);
    }
}
