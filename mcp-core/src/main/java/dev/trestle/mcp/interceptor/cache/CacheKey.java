package dev.trestle.mcp.interceptor.cache;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.json.JsonException;
import dev.trestle.mcp.json.JsonSlice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose answer to what. A client session has a backend session of its own, so its key stands for both; without one, calls share
 * what is opened for their principal and capabilities. Nothing is shared between principals, whatever the server allows: it may
 * have been opened once for each.
 *
 * @param view the backend's name
 * @param session the client's session, or null
 * @param principal who asks
 * @param version the version that the answer is written in
 * @param capabilities what the client can be asked
 * @param method the method
 * @param params decoded, without {@code _meta}
 */
record CacheKey(
        String view,
        @Nullable SessionKey session,
        Principal principal,
        String version,
        JsonSlice capabilities,
        String method,
        Map<String, @Nullable Object> params) {

    /** The key of a call, or empty if its params can be read in two ways. */
    static Optional<CacheKey> of(McpCall call) {
        try {
            Map<String, @Nullable Object> params = new LinkedHashMap<>(call.arguments());
            params.remove("_meta");
            return Optional.of(new CacheKey(
                    call.view(),
                    call.session(),
                    call.principal(),
                    String.valueOf(call.metadata().protocolVersion()),
                    call.metadata().capabilities(),
                    call.method(),
                    params));
        } catch (JsonException ambiguous) {
            return Optional.empty();
        }
    }
}
