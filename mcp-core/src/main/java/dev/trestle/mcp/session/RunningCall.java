package dev.trestle.mcp.session;

import dev.trestle.mcp.call.Cancellation;

/**
 * A request of the client that is not answered yet.
 *
 * @param stream where its answer goes
 * @param cancellation how to end it early
 */
record RunningCall(ClientStream stream, Cancellation cancellation) {}
