package dev.trestle.mcp.eras;

import dev.trestle.mcp.http.client.RemoteBackend;
import dev.trestle.mcp.testkit.contract.DualEdgeContract;
import dev.trestle.mcp.testkit.modern.ModernHttpServer;
import dev.trestle.mcp.testkit.subject.McpSubject;
import org.junit.jupiter.api.AfterAll;

class EdgeOverModernUrlTest extends DualEdgeContract {

    private final ModernHttpServer server = ModernHttpServer.started();

    @Override
    protected McpSubject subject() {
        return EdgeSubject.over(RemoteBackend.url(server.endpoint()).build());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Override
    protected String unadvertised() {
        return "tasks/list";
    }
}
