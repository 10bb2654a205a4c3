package dev.trestle.mcp.spi;

import dev.trestle.mcp.json.JsonSlice;

/**
 * The server of a session, as it introduced itself.
 *
 * @param protocolVersion the version that it speaks
 * @param initializeResult its whole answer to {@code initialize}, untouched: capabilities, serverInfo, instructions
 */
public record ServerDescription(String protocolVersion, JsonSlice initializeResult) {}
