package dev.trestle.mcp.era.client;

import dev.trestle.mcp.json.JsonSlice;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What clients said of themselves lately: of all who say the same, byte for byte, it is kept once. Most sessions are of a few
 * programs, and each holds its introduction as long as it lives. Bounded; thread-safe.
 */
final class KnownClients {

    private static final int MOST = 64;
    private static final int LONGEST = 4 << 10;

    private final Map<JsonSlice, Said> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JsonSlice, Said> eldest) {
            return size() > MOST;
        }
    };

    /**
     * What a client says of itself.
     *
     * @param version the version to speak with it
     * @param capabilities its capabilities
     * @param clientInfo its name and version, or null
     * @param params all of it
     */
    record Said(
            String version,
            JsonSlice capabilities,
            @Nullable JsonSlice clientInfo,
            JsonSlice params) {

        /** Without the rest of the message that it came in. */
        Said alone() {
            JsonSlice info = clientInfo == null ? null : JsonSlice.of(clientInfo.bytes());
            return new Said(version, JsonSlice.of(capabilities.bytes()), info, JsonSlice.of(params.bytes()));
        }
    }

    /** What was said before, if it is the same, or else what is said now. */
    Said keep(Said said) {
        if (said.params().length() > LONGEST) {
            return said;
        }
        synchronized (known) {
            Said before = known.get(said.params());
            if (before == null) {
                before = said.alone();
                known.put(before.params(), before);
            }
            return before;
        }
    }
}
