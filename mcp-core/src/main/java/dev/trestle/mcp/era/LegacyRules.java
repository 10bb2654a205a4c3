package dev.trestle.mcp.era;

import java.util.List;
import java.util.Optional;

/**
 * In what the dates of the legacy era differ, as data.
 *
 * @param version the protocol version
 * @param primesStreams whether an event stream begins with an event that has an id and no data (2025-11-25,
 *     `transports`: resumability)
 * @param batches whether messages may come several at a time, in an array
 */
public record LegacyRules(String version, boolean primesStreams, boolean batches) {

    /** The newest legacy version: what is offered to a client that asks for one that nobody knows. */
    public static final LegacyRules LATEST = new LegacyRules("2025-11-25", true, false);

    private static final List<LegacyRules> ALL = List.of(
            new LegacyRules("2024-11-05", false, false),
            new LegacyRules("2025-03-26", false, true),
            new LegacyRules("2025-06-18", false, false),
            LATEST);

    /**
     * The rules of a version.
     *
     * @param version a protocol version
     * @return empty if it is not one of the legacy era
     */
    public static Optional<LegacyRules> of(String version) {
        return ALL.stream().filter(rules -> rules.version.equals(version)).findFirst();
    }

    /**
     * The rules to speak by with a client that asked for a version.
     *
     * @param version what the client asked for, known or not
     * @return those of that version, or the latest
     */
    public static LegacyRules negotiate(String version) {
        return of(version).orElse(LATEST);
    }

    /**
     * Whether the version has something that others lack.
     *
     * @param feature what
     * @return true from the version on that brought it
     */
    public boolean knows(Feature feature) {
        return feature.since().compareTo(version) <= 0;
    }

    /**
     * The versions of the legacy era.
     *
     * @return oldest first
     */
    public static List<String> versions() {
        return ALL.stream().map(LegacyRules::version).toList();
    }
}
