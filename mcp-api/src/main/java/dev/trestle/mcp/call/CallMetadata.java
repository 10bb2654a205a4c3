package dev.trestle.mcp.call;

import dev.trestle.mcp.json.JsonSlice;
import org.jspecify.annotations.Nullable;

/**
 * What the client said of itself for a call: in its session (2025-11-25 and before, `lifecycle`).
 *
 * @param protocolVersion the version spoken with the client
 * @param clientInfo the client's {@code Implementation} object, or null
 * @param capabilities the client's capabilities object
 * @param progressToken the token under which the client wants progress, as spelled, or null if it wants none
 */
public record CallMetadata(
        String protocolVersion,
        @Nullable JsonSlice clientInfo,
        JsonSlice capabilities,
        @Nullable JsonSlice progressToken) {}
