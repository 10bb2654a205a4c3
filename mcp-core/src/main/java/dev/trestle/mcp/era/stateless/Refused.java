package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.jsonrpc.JsonRpcError;

/**
 * Why a message is not handled.
 *
 * @param status what HTTP says of it
 * @param error what the client is told
 */
record Refused(int status, JsonRpcError error) {}
