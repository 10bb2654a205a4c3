package dev.trestle.mcp.stdio;

import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.contract.MortalSessionContract;
import dev.trestle.mcp.testkit.program.MisbehavingServer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A real child for each session. */
class StdioBackendContractTest extends MortalSessionContract {

    private final TestContext context = TestContext.create();
    private final StdioBackend backend = StdioBackend.command(MisbehavingServer.command())
            .stopGrace(Duration.ofSeconds(1))
            .children(ChildLimit.of(4))
            .build();

    StdioBackendContractTest() {
        backend.attach(context.context());
    }

    @Override
    protected CompletionStage<BackendSession> open(SessionPeer client) {
        return backend.open(client);
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
