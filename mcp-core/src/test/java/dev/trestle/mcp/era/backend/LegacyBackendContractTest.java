package dev.trestle.mcp.era.backend;

import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.InMemoryLink;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.contract.MortalSessionContract;
import dev.trestle.mcp.testkit.fake.ContractTools;
import dev.trestle.mcp.testkit.fake.ScriptedServer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

class LegacyBackendContractTest extends MortalSessionContract {

    private final TestContext context = TestContext.create();

    @Override
    protected CompletionStage<BackendSession> open(SessionPeer client) {
        InMemoryLink link = InMemoryLink.create();
        ScriptedServer.start(link.other(), ContractTools.BEHAVIOUR);
        return LegacyBackend.open(link, client, context.context(), Duration.ofSeconds(10));
    }

    /** A pipe does not say which call a question belongs to. */
    @Override
    protected RecordingPeer unattributed() {
        return peer();
    }

    @Override
    protected void dispose() {
        context.close();
    }
}
