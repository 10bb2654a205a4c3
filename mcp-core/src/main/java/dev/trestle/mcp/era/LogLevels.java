package dev.trestle.mcp.era;

import java.util.List;

/** The levels of log messages (RFC 5424), lowest first. */
public final class LogLevels {

    /** All of them. */
    public static final List<String> ALL =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private LogLevels() {}
}
