package dev.trestle.mcp.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.TestContext;
import dev.trestle.mcp.testkit.contract.BackendSessionContract;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

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

    /** Until the server has the stream for it, it says it on the answer to the call that runs, and so to the call. */
    @Test
    @Override
    protected void session08_whatTheServerSaysOutsideCalls_reachesThePeer() {
        RecordingObserver early = new RecordingObserver();
        AtomicInteger said = new AtomicInteger();
        Await.until("the stream is there", () -> {
            announce(early);
            int sofar = said.incrementAndGet();
            Await.until(
                    "heard once each",
                    () -> peer().notifications().size() + early.notifications().size() == sofar);
            return !peer().notifications().isEmpty();
        });

        int before = peer().notifications().size();
        RecordingObserver observer = new RecordingObserver();
        announce(observer);
        Await.until("the peer hears", () -> peer().notifications().size() > before);
        assertThat(peer().notifications())
                .extracting(Notification::method)
                .containsOnly("notifications/tools/list_changed")
                .hasSize(before + 1);
        assertThat(observer.all()).isEmpty();
    }

    private void announce(RecordingObserver observer) {
        Await.value("the reply", backend().call(Calls.tool("announce", "{}"), observer));
    }

    @Override
    protected void dispose() {
        context.close();
        server.close();
    }
}
