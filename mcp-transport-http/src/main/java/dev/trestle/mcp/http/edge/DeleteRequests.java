package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.era.client.LegacyClientEra;
import dev.trestle.mcp.session.McpSession;

/** DELETE: the client is done with its session. */
final class DeleteRequests {

    private final Edge edge;
    private final LegacyClientEra era;
    private final SessionGate gate;

    DeleteRequests(Edge edge, LegacyClientEra era) {
        this.edge = edge;
        this.era = era;
        this.gate = new SessionGate(era);
    }

    void handle(Visit visit) {
        McpSession session = HeaderChecks.passVersion(visit) ? gate.pass(visit, null) : null;
        if (session != null) {
            era.end(session);
            edge.replays().forget(session);
            visit.answer().empty(204);
        }
    }
}
