package dev.trestle.mcp.http.client;

import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.contract.BackendSessionContract;
import java.util.concurrent.CompletionStage;

/** A session over Streamable HTTP with our own edge. */
class StreamableContractTest extends BackendSessionContract {

    private final OwnServer server = new OwnServer();
    private final TestContext context = TestContext.create();
    private final RemoteBackend backend = RemoteBackend.url(server.url("/mcp"))
            .transport(RemoteTransport.STREAMABLE)
            .build();

    StreamableContractTest() {
        backend.attach(context.context());
    }

    @Override
    protected CompletionStage<BackendSession> open(SessionPeer client) {
        return Introduced.open(backend, client);
    }

    @Override
    protected void dispose() {
        context.close();
        server.close();
    }
}
