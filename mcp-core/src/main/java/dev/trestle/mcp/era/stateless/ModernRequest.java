package dev.trestle.mcp.era.stateless;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request of a client of 2026-07-28, as an edge received it.
 *
 * @param request the request
 * @param view the view of the gateway that it is for; "" is the default one
 * @param principal who makes it
 * @param headers the HTTP headers, or null if the transport has none
 */
public record ModernRequest(
        Request request,
        String view,
        Principal principal,
        @Nullable RequestHeaders headers) {}
