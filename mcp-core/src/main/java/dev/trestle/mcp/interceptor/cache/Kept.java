package dev.trestle.mcp.interceptor.cache;

import dev.trestle.mcp.call.McpReply;

/**
 * A result that may be given again.
 *
 * @param result as the backend gave it
 * @param ttlNanos for how long from then on
 * @param since when that was
 * @param weight bytes of the result and of what was asked
 * @param changes how often what it tells had changed when it was asked for
 */
record Kept(McpReply.Result result, long ttlNanos, long since, int weight, long changes) {}
