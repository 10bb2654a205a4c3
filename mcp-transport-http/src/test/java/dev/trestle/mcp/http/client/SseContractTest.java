package dev.trestle.mcp.http.client;

import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.RecordingPeer;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.contract.BackendSessionContract;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A session over HTTP with SSE with our own edge; found out, since it refuses a POST at that path. */
class SseContractTest extends BackendSessionContract {

    private final OwnServer server = new OwnServer();
    private final TestContext context = TestContext.create();
    private final RemoteBackend backend = RemoteBackend.url(server.url("/sse")).build();

    SseContractTest() {
        backend.attach(context.context());
    }

    @Override
    protected CompletionStage<BackendSession> open(SessionPeer client) {
        return Introduced.open(backend, client);
    }

    /** One stream does not say which call a question belongs to. */
    @Override
    protected RecordingPeer unattributed() {
        return peer();
    }

    /** Nor whether a notice belongs to one. */
    @Test
    @Override
    protected void session08_whatTheServerSaysOutsideCalls_reachesThePeer() {
        RecordingObserver observer = new RecordingObserver();
        Await.value("the reply", backend().call(Calls.tool("announce", "{}"), observer));

        Await.until(
                "the client hears",
                () -> peer().notifications().size() + observer.notifications().size() == 1);
    }

    @Override
    protected void dispose() {
        context.close();
        server.close();
    }
}
