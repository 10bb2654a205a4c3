package dev.trestle.mcp.era.stateless;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The requests of 2026-07-28, and which capability of the server each needs. */
final class ModernMethods {

    static final String DISCOVER = "server/discover";
    static final String LISTEN = "subscriptions/listen";

    /** What is no part of the protocol's core is listed under this capability. */
    static final String EXTENSIONS = "extensions";

    private static final Map<String, String> CAPABILITIES = Map.ofEntries(
            Map.entry(DISCOVER, ""),
            Map.entry(LISTEN, ""),
            Map.entry("tools/list", "tools"),
            Map.entry("tools/call", "tools"),
            Map.entry("prompts/list", "prompts"),
            Map.entry("prompts/get", "prompts"),
            Map.entry("resources/list", "resources"),
            Map.entry("resources/templates/list", "resources"),
            Map.entry("resources/read", "resources"),
            Map.entry("completion/complete", "completions"),
            Map.entry("tasks/get", EXTENSIONS),
            Map.entry("tasks/update", EXTENSIONS),
            Map.entry("tasks/cancel", EXTENSIONS));

    private ModernMethods() {}

    /** The capability that a method needs: empty for none, null if it is no method. */
    static @Nullable String capabilityOf(String method) {
        return CAPABILITIES.get(method);
    }
}
