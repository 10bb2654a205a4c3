package dev.trestle.mcp.spi;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.json.JsonSlice;
import org.jspecify.annotations.Nullable;

/**
 * The client of a session, as it introduced itself.
 *
 * @param session names the session
 * @param principal who it is
 * @param protocolVersion the version to speak with it
 * @param capabilities its capabilities object
 * @param clientInfo its {@code Implementation} object, or null
 * @param initializeParams the params of its {@code initialize}, with {@code protocolVersion} as negotiated and all else
 *     untouched
 */
public record ClientDescription(
        SessionKey session,
        Principal principal,
        String protocolVersion,
        JsonSlice capabilities,
        @Nullable JsonSlice clientInfo,
        JsonSlice initializeParams) {}
