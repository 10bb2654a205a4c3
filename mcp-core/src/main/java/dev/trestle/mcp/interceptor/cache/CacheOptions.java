package dev.trestle.mcp.interceptor.cache;

import java.time.Duration;
import java.util.Map;

/**
 * What a gateway answers again by itself. Results of 2026-07-28 say how long they may be kept ({@code ttlMs}); others are
 * kept only for servers that are named here, and only for clients with sessions.
 *
 * @param weight bytes of all that is kept; what was not used for longest goes first
 * @param cacheTtl for each backend by name for how long its lists and what was read of it is kept, though it does not say so and
 *     announces no changes
 */
public record CacheOptions(long weight, Map<String, Ttl> cacheTtl) {

    /**
     * For how long.
     *
     * @param lists lists of tools, prompts, resources and templates
     * @param reads resources and prompts
     */
    public record Ttl(Duration lists, Duration reads) {
        /** 300 s for lists, 60 s for what was read. */
        public static final Ttl DEFAULT = new Ttl(Duration.ofSeconds(300), Duration.ofSeconds(60));
    }

    /** 64 MiB, and nothing of servers that do not allow it. */
    public static final CacheOptions DEFAULT = new CacheOptions(64L << 20, Map.of());

    /** Copies the map. */
    public CacheOptions {
        if (weight < 1) {
            throw new IllegalArgumentException("weight must be positive, not " + weight);
        }
        cacheTtl = Map.copyOf(cacheTtl);
    }
}
