package dev.trestle.mcp.interceptor.cache;

import dev.trestle.mcp.call.McpReply;
import java.util.concurrent.CompletableFuture;

/**
 * An answer that is asked for, and others wait for.
 *
 * @param landed empty-handed (null) if the others have to ask by themselves
 * @param changes how often what is asked for had changed when it was asked
 */
record Flight(CompletableFuture<McpReply> landed, long changes) {}
