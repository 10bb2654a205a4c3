package dev.trestle.mcp.standalone;

import dev.trestle.mcp.testkit.contract.TransportContract;
import dev.trestle.mcp.testkit.subject.McpSubject;

/** The program serving a server in its own process. */
class ServedDemoContractTest extends TransportContract {

    @Override
    protected McpSubject subject() {
        return new ProgramSubject("/demo");
    }
}
