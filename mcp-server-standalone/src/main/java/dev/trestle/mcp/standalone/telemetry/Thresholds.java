package dev.trestle.mcp.standalone.telemetry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code anomalies.thresholds}: {@code TYPE=NUMBER} each. */
final class Thresholds {

    private static final Pattern ONE = Pattern.compile("\\s*([a-z_]{1,64})\\s*=\\s*(\\d{1,6})\\s*");

    private Thresholds() {}

    /** The thresholds by type; the exception's message says what to write instead. */
    static Map<String, Integer> parse(List<String> lines) {
        Map<String, Integer> all = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher parts = ONE.matcher(line);
            if (!parts.matches()) {
                throw new IllegalArgumentException("\"" + line + "\" is no threshold; write it like rate_limited=10");
            }
            if (all.put(parts.group(1), Integer.valueOf(parts.group(2))) != null) {
                throw new IllegalArgumentException("there are two thresholds of " + parts.group(1));
            }
        }
        return all;
    }
}
