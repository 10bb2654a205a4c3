package dev.trestle.mcp.era.task;

import dev.trestle.mcp.call.McpCall;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tools that turned out to need tasks; those beyond the bound are found out each time. Thread-safe. */
final class KnownTools {

    private static final int MOST = 1_000;

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    boolean contains(McpCall call) {
        String name = call.target();
        return name != null && names.contains(name);
    }

    void add(McpCall call) {
        String name = call.target();
        if (name != null && names.size() < MOST) {
            names.add(name);
        }
    }
}
