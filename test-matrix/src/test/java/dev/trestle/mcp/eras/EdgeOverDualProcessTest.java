package dev.trestle.mcp.eras;

import dev.trestle.mcp.stdio.StdioBackend;
import dev.trestle.mcp.testkit.contract.DualEdgeContract;
import dev.trestle.mcp.testkit.program.EraOfServer;
import dev.trestle.mcp.testkit.program.EraServer;
import dev.trestle.mcp.testkit.subject.McpSubject;

class EdgeOverDualProcessTest extends DualEdgeContract {

    @Override
    protected McpSubject subject() {
        return EdgeSubject.over(
                StdioBackend.command(EraServer.command(EraOfServer.DUAL)).build());
    }

    @Override
    protected String unadvertised() {
        return "tasks/list";
    }
}
