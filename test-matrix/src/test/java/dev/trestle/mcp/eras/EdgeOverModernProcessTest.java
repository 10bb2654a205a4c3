package dev.trestle.mcp.eras;

import dev.trestle.mcp.stdio.StdioBackend;
import dev.trestle.mcp.testkit.contract.DualEdgeContract;
import dev.trestle.mcp.testkit.program.EraOfServer;
import dev.trestle.mcp.testkit.program.EraServer;
import dev.trestle.mcp.testkit.subject.McpSubject;

class EdgeOverModernProcessTest extends DualEdgeContract {

    @Override
    protected McpSubject subject() {
        return EdgeSubject.over(
                StdioBackend.command(EraServer.command(EraOfServer.MODERN)).build());
    }

    @Override
    protected String unadvertised() {
        return "tasks/list";
    }
}
