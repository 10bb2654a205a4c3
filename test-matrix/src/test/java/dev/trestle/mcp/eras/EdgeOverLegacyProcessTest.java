package dev.trestle.mcp.eras;

import dev.trestle.mcp.stdio.StdioBackend;
import dev.trestle.mcp.testkit.contract.Deviation;
import dev.trestle.mcp.testkit.contract.DualEdgeContract;
import dev.trestle.mcp.testkit.program.EraOfServer;
import dev.trestle.mcp.testkit.program.EraServer;
import dev.trestle.mcp.testkit.subject.McpSubject;
import java.util.List;

class EdgeOverLegacyProcessTest extends DualEdgeContract {

    @Override
    protected McpSubject subject() {
        return EdgeSubject.over(
                StdioBackend.command(EraServer.command(EraOfServer.LEGACY)).build());
    }

    @Override
    protected List<Deviation> deviations() {
        return List.of(new Deviation(
                "question_thatTheClientCannotAnswer_isNotAsked",
                "expected HTTP 400 but was 200",
                "a server with sessions hears that nobody can be asked, and says so in its own words"));
    }

    @Override
    protected String unadvertised() {
        return "tasks/list";
    }
}
