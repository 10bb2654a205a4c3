package dev.trestle.mcp.call;

import dev.trestle.mcp.json.JsonSlice;
import org.jspecify.annotations.Nullable;

/**
 * What the client said of itself for a call: in its session (2025-11-25 and before, `lifecycle`), or in the call itself
 * (2026-07-28, `basic`: `_meta`).
 *
 * @param protocolVersion the version spoken with the client
 * @param clientInfo the client's {@code Implementation} object, or null
 * @param capabilities the client's capabilities object
 * @param progressToken the token under which the client wants progress, as spelled, or null if it wants none
 * @param logLevel from which level on the client wants log messages during this call, or null if the call does not say
 */
public record CallMetadata(
        String protocolVersion,
        @Nullable JsonSlice clientInfo,
        JsonSlice capabilities,
        @Nullable JsonSlice progressToken,
        @Nullable String logLevel) {

    /**
     * What a client said of itself in its session.
     *
     * @param protocolVersion the version spoken with the client
     * @param clientInfo the client's {@code Implementation} object, or null
     * @param capabilities the client's capabilities object
     * @param progressToken the token under which the client wants progress, or null
     */
    public CallMetadata(
            String protocolVersion,
            @Nullable JsonSlice clientInfo,
            JsonSlice capabilities,
            @Nullable JsonSlice progressToken) {
        this(protocolVersion, clientInfo, capabilities, progressToken, null);
    }
}
