package dev.trestle.mcp.testkit.era;

import dev.trestle.mcp.testkit.json.Json;
import java.util.List;

/** The levels of logs, in the order of RFC 5424, the least important first. */
public final class Levels {

    static final int INFO = 1;
    private static final List<String> WORDS =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private Levels() {}

    /**
     * How important a level is.
     *
     * @param word its name
     * @return from 0, or -1 if there is no such level
     */
    public static int of(Json word) {
        return word.value() instanceof String text ? WORDS.indexOf(text) : -1;
    }
}
