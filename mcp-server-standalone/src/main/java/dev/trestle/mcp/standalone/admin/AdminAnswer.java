package dev.trestle.mcp.standalone.admin;

import dev.trestle.mcp.json.JsonWriter;
import java.util.List;

/**
 * What a request is answered, for programs and for people.
 *
 * @param status of HTTP
 * @param type of the body for programs
 * @param body for programs
 * @param lines for people
 */
record AdminAnswer(int status, String type, String body, List<String> lines) {

    private static final String JSON = "application/json";

    static AdminAnswer of(int status, JsonWriter body, List<String> lines) {
        return new AdminAnswer(status, JSON, body.toSlice().toString(), lines);
    }

    /** A refusal: what is wrong, and what to do. */
    static AdminAnswer refused(int status, String what, String hint) {
        return of(status, JsonWriter.object().put("error", what).put("hint", hint), List.of(what + "; " + hint));
    }
}
