package dev.trestle.mcp.standalone.telemetry;

import dev.trestle.mcp.call.TrestleError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code anomalies.thresholds}: {@code TYPE=NUMBER} each. */
final class Thresholds {

    private static final Pattern ONE = Pattern.compile("\\s*([a-z_]{1,64})\\s*=\\s*(\\d{1,6})\\s*");

    /** Types of events that are not codes of errors. */
    private static final Set<String> OTHERS = Set.of(
            "approval_requested",
            "approval_granted",
            "approval_denied",
            "tool_failure",
            "session_opened",
            "session_closed",
            "reloaded",
            "rate_limits_reset",
            "admin_refused",
            "command_explained",
            "command_dry_run",
            "command_refused",
            "command_started",
            "command_executed",
            "command_failed");

    private Thresholds() {}

    private static boolean isType(String word) {
        return OTHERS.contains(word)
                || Arrays.stream(TrestleError.values())
                        .anyMatch(error -> error != TrestleError.APPROVAL_REQUIRED
                                && error.code().equals(word));
    }

    /** The thresholds by type; the exception's message says what to write instead. */
    static Map<String, Integer> parse(List<String> lines) {
        Map<String, Integer> all = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher parts = ONE.matcher(line);
            if (!parts.matches()) {
                throw new IllegalArgumentException("\"" + line + "\" is no threshold; write it like rate_limited=10");
            }
            if (!isType(parts.group(1))) {
                throw new IllegalArgumentException(
                        "\"" + line + "\" is about no type of event (docs/telemetry.md names them)");
            }
            if (all.put(parts.group(1), Integer.valueOf(parts.group(2))) != null) {
                throw new IllegalArgumentException("there are two thresholds of " + parts.group(1));
            }
        }
        return all;
    }
}
