package dev.trestle.mcp.server.content;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How grave a log message is; the levels of syslog, least first. */
public enum LogLevel {
    /** For whoever looks for a mistake. */
    DEBUG,
    /** What happens. */
    INFO,
    /** What happens and matters. */
    NOTICE,
    /** What may become a problem. */
    WARNING,
    /** Something failed. */
    ERROR,
    /** A part failed. */
    CRITICAL,
    /** Somebody must act at once. */
    ALERT,
    /** Nothing works. */
    EMERGENCY;

    /**
     * The level on the wire.
     *
     * @return the lower-case name
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a level.
     *
     * @param wireName the lower-case name
     * @return empty if there is no such level
     */
    public static Optional<LogLevel> of(String wireName) {
        return Stream.of(values())
                .filter(level -> level.wireName().equals(wireName))
                .findFirst();
    }
}
