package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.testkit.modern.ModernHttpServer;
import dev.trestle.mcp.testkit.modern.ModernServer;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.util.List;
import java.util.Set;

class ModernServerContractTest extends StrictEdgeContract {

    static McpSubject server() {
        return new ModernHttpServer(
                ModernServer.of(List.of(ModernServer.VERSION), Set.of("tools", "resources", "prompts", "logging")));
    }

    @Override
    protected McpSubject subject() {
        return server();
    }
}
