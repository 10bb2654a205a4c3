package dev.trestle.mcp.http.edge;

import static dev.trestle.mcp.http.edge.Caller.headers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.spi.GatewayListener.DropReason;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.testkit.RecordingListener;
import dev.trestle.mcp.testkit.RecordingListener.Event.Dropped;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LostMessageTest {

    private final FakeBackend backend = new FakeBackend();
    private final RecordingListener listener = new RecordingListener();
    private final McpGateway gateway = McpGateway.builder()
            .backend("other", new FakeBackend())
            .backend("fake", backend)
            .defaultView("fake")
            .listener(listener)
            .build();
    private final McpEndpoint endpoint = McpEndpoint.builder(gateway)
            .sessionLimits(SessionLimits.builder().outboxMessages(1).build())
            .build();

    @AfterEach
    void close() {
        endpoint.close();
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/mcp/fake"})
    void messageThatNobodyListensFor_isToldAsLostByTheNameOfItsServer(String path) {
        new InMemoryCaller(endpoint).send("POST", path, headers(), HttpMountFixture.initializeBody("2025-11-25"));

        backend.peers.get(0).notified(FakeBackend.message("kept"));
        backend.peers.get(0).notified(FakeBackend.message("lost"));

        assertThat(listener.events(Dropped.class)).containsExactly(new Dropped("fake", DropReason.OUTBOX_FULL));
    }
}
