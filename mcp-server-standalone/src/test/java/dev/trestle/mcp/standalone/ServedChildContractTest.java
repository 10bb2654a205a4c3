package dev.trestle.mcp.standalone;

import dev.trestle.mcp.testkit.contract.TransportContract;
import dev.trestle.mcp.testkit.subject.McpSubject;

/** The program serving a child process for each session. */
class ServedChildContractTest extends TransportContract {

    @Override
    protected McpSubject subject() {
        return new ProgramSubject("/demo-stdio");
    }
}
