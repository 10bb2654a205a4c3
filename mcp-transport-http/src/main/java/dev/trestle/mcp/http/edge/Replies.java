package dev.trestle.mcp.http.edge;

import dev.trestle.mcp.http.exchange.Edge;
import dev.trestle.mcp.http.exchange.FailureStatus;
import dev.trestle.mcp.http.exchange.HeaderChecks;
import dev.trestle.mcp.http.exchange.Visit;
import dev.trestle.mcp.http.stream.ReplayLogs;
import dev.trestle.mcp.session.McpSession;

/**
 * Makes the answers to requests, and holds what they have in common.
 *
 * @param edge what all requests share
 * @param replays where streams are kept
 * @param headers what clients must send
 * @param statuses how errors of ours go out
 */
record Replies(Edge edge, ReplayLogs replays, HeaderChecks headers, FailureStatus statuses) {

    /** The answer to the request that opens a session: it tells the session's id. */
    HttpReply opening(Visit visit, McpSession session) {
        return new HttpReply(this, visit.answer(), session, true);
    }

    /** The answer to a request in a session. */
    HttpReply within(Visit visit, McpSession session) {
        return new HttpReply(this, visit.answer(), session, false);
    }
}
