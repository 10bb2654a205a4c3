package dev.trestle.mcp.builtin.catalog;

import java.time.Duration;

/**
 * The bounds of a catalogue.
 *
 * @param maxEntries how many tools, prompts and resources of one backend, taken together, can be found; the rest cannot, and the
 *     backend is named as cut short
 * @param ttl how long lists are kept before they are asked for again
 * @param timeout how long a backend may take to give its lists; one that takes longer is named as unavailable
 * @param maxPrincipals for how many principals lists are kept; those of whoever did not search for longest are forgotten
 */
public record CatalogOptions(int maxEntries, Duration ttl, Duration timeout, int maxPrincipals) {

    /** 1,000 entries of each backend, kept for 30 s; 10 s to answer; 64 principals. */
    public static final CatalogOptions DEFAULT =
            new CatalogOptions(1_000, Duration.ofSeconds(30), Duration.ofSeconds(10), 64);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public CatalogOptions {
        if (maxEntries < 1 || maxPrincipals < 1) {
            throw new IllegalArgumentException("maxEntries and maxPrincipals must be at least 1");
        }
        if (ttl.isNegative() || ttl.isZero() || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("ttl and timeout must be positive");
        }
    }
}
